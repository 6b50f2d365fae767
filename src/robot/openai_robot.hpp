#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "chat/ports/clock.hpp"
#include "chat/ports/robot.hpp"

namespace webchats::robot {

/// Where the model is and how it is asked.
struct endpoint_options {
  std::string url;    ///< base URL, e.g. "https://api.example.com/v1"; "/chat/completions" is added
  std::string key;    ///< sent as bearer token; empty = none
  std::string model;
  std::chrono::milliseconds timeout{10'000};  ///< for a whole answer
  std::size_t concurrent = 8;                 ///< questions under way; more are refused with `unavailable`
  std::size_t answer_bytes = 256 * 1024;      ///< of a response
  std::size_t failures = 5;                   ///< in a row, then …
  std::chrono::seconds rest{30};              ///< … the endpoint is left alone for so long
};

/// 大白 with a language model behind it: any service with OpenAI's chat completions API.
///
/// Whatever fails (network, timeout, status, shape) is `unavailable`, is logged once without content or key, and after
/// some failures in a row the endpoint is not asked for a while, so that the fallback answers at once.
/// One for the process; may be used from any loop.
class openai_robot final : public chat::robot {
 public:
  /// Throws std::invalid_argument when the URL is not an http(s) URL.
  openai_robot(endpoint_options options, const chat::clock& clock);
  ~openai_robot() override;

  [[nodiscard]] chat::flow<std::string> ask(chat::question asked) override;

 private:
  struct connection_settings;

  [[nodiscard]] bool resting() const;
  void succeeded();
  void failed(std::string_view why);

  const endpoint_options options_;
  const chat::clock& clock_;
  std::unique_ptr<connection_settings> connection_;
  std::atomic<std::size_t> under_way_{0};
  mutable std::mutex mutex_;
  std::size_t failures_ = 0;                              // guarded by mutex_
  std::chrono::steady_clock::time_point resting_until_{};  // guarded by mutex_
};

/// The request body for one question. A pure function, for tests.
[[nodiscard]] std::string completion_request(const endpoint_options& options, const chat::question& asked);

/// The answer's text in a response body, or empty when the body has another shape.
[[nodiscard]] std::string completion_text(std::string_view body);

}  // namespace webchats::robot
