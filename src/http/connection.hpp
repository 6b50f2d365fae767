#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/intrusive/list_hook.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>

#include "base/shared_buffer.hpp"
#include "http/router.hpp"
#include "http/serialize.hpp"
#include "net/deadline.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"

namespace webchats::http {

struct loop_state;

/// One HTTP/1 connection: requests in, answers out, one at a time and in order. Bytes of later requests wait, bounded,
/// until the answer is out. Owned by its stream; ended by either side, an error, a deadline, or an upgrade.
class connection final : public net::stream_handler, private net::deadline {
 public:
  /// Starts HTTP on an accepted stream, or drops it when its address, or everybody together, has too many connections.
  /// With `tls`, it is HTTPS.
  static void open(std::shared_ptr<loop_state> shared, const net::stream_ptr& accepted,
                   const std::optional<net::tls_context>& tls);

  connection(std::shared_ptr<loop_state> shared, net::stream& stream);
  ~connection() override;

  void on_bytes(std::span<char> bytes) override;
  void on_end(net::stream& self) override;
  void on_close(net::close_cause cause) override;
  void on_drain() override;
  void on_plaintext(net::stream& self) override;

  /// The server takes no more requests: ends now when no answer is due, else after it.
  void drain();

 private:
  friend class responder;

  enum class phase : std::uint8_t {
    idle,       ///< between requests: not a byte of the next one is here
    head,       ///< a request line or headers are coming
    body,       ///< a body is coming
    answering,  ///< a handler has the request
    ended,      ///< closing, or upgraded: HTTP is over
  };

  friend struct loop_state;
  struct reading;
  struct sending;
  [[nodiscard]] static boost::asio::awaitable<void> read_part(boost::intrusive_ptr<sending> asked);

  void on_deadline() override;
  void serve(std::string_view bytes);
  void serve_backlog();
  void read_message();
  void keep(std::string_view bytes);
  void on_head();
  void on_body_progress();
  void forget_body() noexcept;
  [[nodiscard]] bool find_client(request& head);
  void dispatch();
  void run(const router::route& target, request ready);
  void answer(const response& made);
  void end_answer(after_answer then);
  void send_part();
  void take_part(const base::shared_buffer& part);
  void write(const response& made, after_answer then);
  void fail(unsigned status);
  void refuse_body(unsigned status);
  void end();
  void abort_wanted();
  [[nodiscard]] bool ready_to_read() const noexcept;
  [[nodiscard]] responder make_responder();
  [[nodiscard]] net::stream_ptr hand_over(std::string& rest);

  std::shared_ptr<loop_state> shared_;
  net::stream& stream_;
  boost::intrusive::list_member_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> place_;
  std::unique_ptr<reading> reading_;         // what a request needs until it is here
  std::shared_ptr<responder::state> asked_;  // the responder of the request being answered
  boost::intrusive_ptr<sending> sending_;    // an answer that leaves part by part
  std::string_view unread_;                  // while `serve` runs: what is left of its bytes
  std::string backlog_;                      // bytes that wait for the answer of the request before them
  std::uint32_t backlog_first_ = 0;          // those before it have been read
  std::uint32_t body_held_ = 0;              // bytes taken of the memory for bodies, until the answer
  phase phase_ = phase::idle;
  boost::asio::ip::address client_;  // whose place this connection has
  bool serving_ = false;
  bool choked_ = false;  // the client does not read its answers
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool peer_done_ = false;
};

}  // namespace webchats::http
