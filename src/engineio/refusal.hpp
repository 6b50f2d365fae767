#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace webchats::engineio {

/// Why a request is not served. The values are the reference server's error codes.
enum class refusal_code : std::uint8_t {
  unknown_transport = 0,
  unknown_session = 1,
  bad_handshake_method = 2,
  bad_request = 3,
  forbidden = 4,
  unsupported_version = 5,
};
[[nodiscard]] std::string_view to_string(refusal_code code) noexcept;

/// A refusal in full.
struct refusal {
  refusal_code code = refusal_code::bad_request;
  std::string hint = {};             ///< what is wrong with this request and what helps, for who debugs it
  std::string words = {};            ///< in place of those of the code
  std::optional<unsigned> status{};  ///< in place of 400; of 403 for `forbidden` over HTTP
  std::optional<std::chrono::seconds> retry_after{};

  /// The words of the refusal.
  [[nodiscard]] std::string_view message() const noexcept { return words.empty() ? to_string(code) : words; }
  [[nodiscard]] unsigned http_status() const noexcept {
    return status.value_or(code == refusal_code::forbidden ? 403 : 400);
  }
  [[nodiscard]] unsigned upgrade_status() const noexcept { return status.value_or(400); }
};

/// `{"code":n,"message":"…"}`, and `"hint"` if there is one.
[[nodiscard]] http::response refuse(const refusal& why);
/// The whole answer to a refused upgrade: the words as text, and the connection ends.
[[nodiscard]] std::string refuse_upgrade(const refusal& why);

[[nodiscard]] refusal unknown_session();

}  // namespace webchats::engineio
