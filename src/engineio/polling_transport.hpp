#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engineio/outgoing.hpp"
#include "engineio/session_host.hpp"

namespace webchats::engineio {

/// How a polling client wants its payloads, fixed by the handshake.
struct polling_format {
  protocol revision = protocol::v4;
  enum class binary : std::uint8_t { base64, raw } binary_as = binary::base64;  ///< raw: revision 3 without `b64`
  enum class framing : std::uint8_t { plain, jsonp } framed_as = framing::plain;
  enum class text : std::uint8_t { raw, escaped } text_as = text::raw;  ///< see `server_options::v3_polling_text`
};

/// The polling side of a session: at most one waiting poll, and what waits for the next one.
class polling_transport {
 public:
  explicit polling_transport(polling_format format) : format_(format) {}

  [[nodiscard]] const polling_format& format() const noexcept { return format_; }

  void push(outgoing entry);
  /// Cost of what waits, in bytes.
  [[nodiscard]] std::size_t pending() const noexcept { return pending_; }
  [[nodiscard]] bool empty() const noexcept { return queue_.empty(); }
  /// Takes out everything that waits, for the WebSocket.
  [[nodiscard]] std::vector<outgoing> take();

  [[nodiscard]] bool waiting() const noexcept { return poll_ != nullptr; }
  [[nodiscard]] bool waiting(const exchange& poll) const noexcept { return poll_.get() == &poll; }
  /// `poll` waits now; `callback` are the digits of its `j`.
  void wait(std::shared_ptr<exchange> poll, std::string callback);
  /// The client of the waiting poll is gone.
  void forget() noexcept { poll_.reset(); }

  /// Answers the waiting poll with everything that waits, then `last` if given.
  void answer_all(std::optional<packet_type> last = {});
  /// Answers the waiting poll with the first packet that waits, and no other.
  void answer_first();
  /// Answers the waiting poll with `only`; what waits keeps waiting.
  void answer_only(packet_type only);

 private:
  void answer(std::vector<packet> packets, compression mode);

  polling_format format_;
  std::vector<outgoing> queue_;
  std::size_t pending_ = 0;
  std::shared_ptr<exchange> poll_;
  std::string callback_;
};

}  // namespace webchats::engineio
