#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Names of people and rooms, found by what is quick to type: 张三 by "zhangsan", "zhang", "zs", "san", "张". Pure.
namespace webchats::chat {

/// How well a name fits what was typed, better is greater.
enum class name_match : std::uint8_t {
  none,
  inside,  ///< it begins later in the name
  start,   ///< the name begins with it
  whole,
};

/// Compares characters, pinyin (whole or the beginning of each syllable, ü typed as v or u) and words; case, width,
/// spaces, accents and traditional characters make no difference.
[[nodiscard]] name_match match(std::string_view name, std::string_view typed);

/// The pinyin of a name without tones: "zhang san". What is not Han stays, folded. A surname with a reading of its own
/// (单 shan, 曾 zeng, 尉迟 yu chi …) has it at the beginning of the name.
[[nodiscard]] std::string pinyin_of(std::string_view name);

/// What a key of a name is, the better first. Stored as a number.
enum class key_kind : std::uint8_t {
  characters,  ///< of the whole name: "张三"
  pinyin,      ///< of the whole name: "zhangsan"
  initials,    ///< of the whole name: "zs"
  inside,      ///< any of these from a later character or word on: "三", "san", "s"
};

/// What people type begins one of these when they mean the name.
struct name_key {
  std::string text;  ///< at most 63 bytes
  key_kind kind = key_kind::characters;
  friend auto operator<=>(const name_key&, const name_key&) = default;
};

/// The keys by which a table of all people is searched, none twice. Of a long name its first eight characters or words
/// have keys.
[[nodiscard]] std::vector<name_key> keys_of(std::string_view name);

/// What was typed, as it stands in `name_key`.
[[nodiscard]] std::string typed_key(std::string_view typed);

}  // namespace webchats::chat
