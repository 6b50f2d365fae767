#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace webchats::api {

/// Appends `text` to `out` as a JSON string with its quotes, escaped as `JSON.stringify` does (RFC 8259 §7): non-ASCII
/// stays as it is. `text` is valid UTF-8, which every boundary of the server has checked.
void append_json_string(std::string& out, std::string_view text);

/// Writes JSON straight into a string, without a tree. Commas are its business, balance is the caller's.
///
///     json_writer out;
///     out.open_object().key("id").number(7).key("name").string("大白").close_object();
class json_writer {
 public:
  json_writer() = default;
  /// Reserves `bytes`, so that a known message costs one allocation.
  explicit json_writer(std::size_t bytes) { out_.reserve(bytes); }

  json_writer& open_object() { return open('{'); }
  json_writer& close_object() { return close('}'); }
  json_writer& open_array() { return open('['); }
  json_writer& close_array() { return close(']'); }

  /// The name of the next value; `name` is one of ours and needs no escaping.
  json_writer& key(std::string_view name);
  json_writer& string(std::string_view text);
  json_writer& null() { return raw("null"); }
  json_writer& boolean(bool value) { return raw(value ? "true" : "false"); }

  template <std::integral Number>
  json_writer& number(Number value) {
    if constexpr (std::unsigned_integral<Number>) {
      return unsigned_number(value);
    } else {
      return signed_number(value);
    }
  }

  /// A value that is JSON already.
  json_writer& raw(std::string_view json);

  [[nodiscard]] std::string_view view() const noexcept { return out_; }
  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  json_writer& open(char bracket);
  json_writer& close(char bracket);
  json_writer& signed_number(std::int64_t value);
  json_writer& unsigned_number(std::uint64_t value);
  void separate();

  std::string out_;
  bool first_ = true;  // nothing stands before the next value in its array or object
};

}  // namespace webchats::api
