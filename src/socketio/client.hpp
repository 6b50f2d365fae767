#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>
#include <boost/container/small_vector.hpp>

#include "engineio/session.hpp"
#include "socketio/disconnect_reason.hpp"
#include "socketio/encoded_packet.hpp"
#include "socketio/handshake.hpp"
#include "socketio/namespace.hpp"
#include "socketio/namespace_directory.hpp"
#include "socketio/packet.hpp"
#include "socketio/recovery_log.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

class connect_attempt;
class reassembly;
struct recovered_session;
struct returning_client;
struct server_loop;

/// One Engine.IO connection seen as Socket.IO: its packets are decoded here and go to the sockets of the namespaces it
/// has joined. Owned by the session; lives on its loop.
class client final : public engineio::session_handler {
 public:
  client(server_loop& home, engineio::session& session, const http::request& request);
  ~client() override;

  /// Starts what the revision asks for: v4 joins "/" unasked, v5 gets time to ask.
  void start();

  void on_message(engineio::session& self, engineio::message_type type, std::string_view payload) override;
  void on_close(engineio::session& self, engineio::close_reason reason, std::string_view detail) override;
  void on_drain(engineio::session& self) override;
  void on_upgrade(engineio::session& self) override;

  [[nodiscard]] engineio::session& session() noexcept { return session_; }
  [[nodiscard]] server_loop& home() noexcept { return home_; }

  /// How this client wants its packets.
  [[nodiscard]] wire_form form() const noexcept;
  /// Sends an event or an acknowledgement of this client's own, given as JSON text. False when it was not queued.
  bool send_packet(std::string_view text, const std::vector<base::shared_buffer>& attachments, compression compress);

  /// The client broke the protocol: disconnects all its sockets and ends the connection.
  void fail(std::string_view why, disconnect_reason reason = disconnect_reason::parse_error);
  /// The client has come back over another connection: this one is over.
  void supersede();
  /// `unclaimed` may be claimed again, for as long as a session is kept.
  static void keep_session(const namespace_& nsp, const std::string& pid, recovery_log::session unclaimed);
  /// The server leaves a namespace; the client may still send to it until it knows, which is then ignored.
  void leave(socket& who, underlying connection);

 private:
  friend class connect_attempt;
  struct waiting;

  /// A namespace the client has asked for and is in, or waits for.
  struct place {
    namespace_directory::visit visit;
    socket_ptr socket;             // never null
    net::steady_time joined = {};  // the turn in which CONNECT was answered
  };

  void listen(engineio::message_type first);
  void on_text(std::string_view text);
  void on_msgpack(std::string_view bytes);
  void on_binary(std::string_view bytes);
  void on_packet(packet&& received, std::size_t size, std::vector<base::shared_buffer> inline_bytes = {});
  void deliver(const socket_ptr& target, packet_type type, arguments&& values, std::optional<std::uint64_t> id,
               std::size_t size);
  void connect(std::string_view name, boost::json::value auth);
  void refuse_unknown(std::string_view name);
  [[nodiscard]] static returning_client returning_from(const namespace_& nsp, const boost::json::value& auth);
  void remember(const socket_ptr& left, disconnect_reason reason, namespace_directory::visit visit);
  void accept(const socket_ptr& joined, recovered_session* from = nullptr);
  void welcome(const socket_ptr& joined, recovered_session* from);
  void refuse(const socket_ptr& refused, const connect_error& error);
  void end(disconnect_reason reason);
  void detach(const socket_ptr& leaving, disconnect_reason reason, namespace_directory::visit visit);

  [[nodiscard]] place* find(std::string_view name) noexcept;
  [[nodiscard]] place take(place& from);
  [[nodiscard]] const std::shared_ptr<const handshake_request>& request() const noexcept;
  [[nodiscard]] bool has_left(std::string_view name) const noexcept;
  void forget_left(std::string_view name) noexcept;
  [[nodiscard]] bool answer_unseen(const place& p) const noexcept;
  [[nodiscard]] waiting& wait();
  void stop_waiting();
  void forget_attempt(const socket& candidate);
  void await_connect();
  void on_connect_timeout();
  [[nodiscard]] std::string new_socket_id(std::string_view nsp) const;
  void send(std::string_view text);

  server_loop& home_;
  engineio::session& session_;
  boost::container::small_vector<place, 1> places_;
  std::unique_ptr<waiting> waiting_;  // only while something is awaited, or no namespace is joined
  enum class state : std::uint8_t { open, ended } state_ = state::open;
  enum class parser : std::uint8_t { unknown, json, msgpack } parser_ = parser::unknown;
};

}  // namespace webchats::socketio
