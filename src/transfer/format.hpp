#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// The lines of an export: docs/export.md. A table here says how a kind of line and a table of the database are made of
/// each other, so that what is written can be read back.
namespace webchats::transfer {

/// Of the first line. A line kind or a field that older programs do not know makes a new number.
inline constexpr std::int64_t format_version = 1;

enum class value_kind : std::uint8_t {
  number,
  text,
  flag,    ///< 0 and 1; true and false
  choice,  ///< a small number; one of some words
  user,    ///< id of a person who is there
  room,    ///< id of a room that is there
};

/// What a field that a line does not have stands for.
enum class absence : std::uint8_t {
  error,  ///< every line has it
  zero,   ///< 0, empty, false, or the first choice
  null,   ///< nothing
};

struct field {
  std::string_view name;    ///< in the line
  std::string_view column;  ///< in the table
  value_kind kind;
  absence absent;
  std::span<const std::string_view> choices{};
};

struct record_kind {
  std::string_view name;  ///< "type" of the line
  std::string_view table;
  std::string_view order;  ///< columns by which lines are sorted
  std::span<const field> fields;
  std::string_view condition{};  ///< of the rows that are exported
};

/// All kinds, in an order in which each finds what it refers to.
[[nodiscard]] std::span<const record_kind> record_kinds() noexcept;

/// Nothing when there is none of this name.
[[nodiscard]] const record_kind* find_record_kind(std::string_view name) noexcept;

}  // namespace webchats::transfer
