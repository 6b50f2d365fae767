#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace webchats::engineio {

/// The secret name of a session (`sid`): 24 characters of base64url, made of 16 random bytes, the loop that owns the
/// session, and the node (0 while there is one). Loop and node only route; a wrong one finds nothing there.
class session_id {
 public:
  static constexpr std::size_t length = 24;

  /// A new id from the system's random source.
  [[nodiscard]] static session_id generate(std::uint8_t loop, std::uint8_t node = 0);
  /// Nothing when `text` cannot be an id. Says nothing about whether the session exists.
  [[nodiscard]] static std::optional<session_id> parse(std::string_view text) noexcept;

  [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), text_.size()}; }
  [[nodiscard]] std::uint8_t loop() const noexcept { return static_cast<std::uint8_t>(route() >> 8); }
  [[nodiscard]] std::uint8_t node() const noexcept { return static_cast<std::uint8_t>(route()); }

  friend bool operator==(const session_id&, const session_id&) = default;
  /// For hash maps: 64 of the random bits, so a client cannot choose it for a session that exists.
  friend std::size_t hash_value(const session_id& id) noexcept;

 private:
  session_id() = default;
  /// The last random byte, the loop, the node: what the last four characters say.
  [[nodiscard]] std::uint32_t route() const noexcept;

  std::array<char, length> text_{};
};

}  // namespace webchats::engineio
