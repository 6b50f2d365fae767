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
  std::string url;  ///< base URL, e.g. "https://api.example.com/v1"; "/chat/completions" is added
  std::string key;  ///< sent as bearer token; empty = none
  std::string model;
  std::chrono::milliseconds timeout{60'000};  ///< for a whole answer
  std::chrono::milliseconds silence{15'000};  ///< between two pieces of it, and before the first
  std::size_t concurrent = 8;                 ///< questions under way; more are refused with `unavailable`
  std::size_t answer_bytes = 256 * 1024;      ///< of a response that is no stream, and of the text of one that is
  std::size_t stream_bytes = 4 << 20;         ///< of a response that is a stream: each word of it comes in an event
  std::size_t failures = 5;                   ///< in a row, then …
  std::chrono::seconds rest{30};              ///< … the endpoint is left alone for so long
};

/// 大白 with a language model behind it: any service with OpenAI's chat completions API.
///
/// The answer is asked for as a stream, and told as it grows; a service that answers without one is fine, too.
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

  /// Asks and reads; throws what goes wrong.
  [[nodiscard]] chat::flow<std::string> converse(const chat::question& asked);
  [[nodiscard]] bool resting() const;
  void succeeded();
  void failed(std::string_view why);

  const endpoint_options options_;
  const chat::clock& clock_;
  std::unique_ptr<connection_settings> connection_;
  std::atomic<std::size_t> under_way_{0};
  mutable std::mutex mutex_;
  std::size_t failures_ = 0;                               // guarded by mutex_
  std::chrono::steady_clock::time_point resting_until_{};  // guarded by mutex_
};

}  // namespace webchats::robot
