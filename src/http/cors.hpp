#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "http/message.hpp"
#include "http/origin.hpp"

namespace webchats::http {

enum class credentials : std::uint8_t { omit, allow };

/// Cross-origin resource sharing (Fetch §3.2) for the origins of one policy. Refused origins get answers without CORS
/// headers, which keeps them from a page's scripts; refusing the request itself is the caller's decision.
class cors {
 public:
  /// "*" and credentials do not go together: with every origin allowed, credentials are never announced.
  explicit cors(origin_policy origins, credentials mode = credentials::omit,
                std::string methods = "GET,HEAD,PUT,PATCH,POST,DELETE",
                std::chrono::seconds preflight_age = std::chrono::minutes(10));

  /// Puts the headers for `asked` on `answer`, errors included: without them a browser hides the reason.
  void apply(const request& asked, response& answer) const;

  /// The answer to a preflight; empty when `asked` is none.
  [[nodiscard]] std::optional<response> preflight(const request& asked) const;

  /// Which pages may call.
  [[nodiscard]] const origin_policy& origins() const noexcept { return origins_; }

 private:
  origin_policy origins_;
  credentials mode_;
  std::string methods_;
  std::chrono::seconds preflight_age_;
};

}  // namespace webchats::http
