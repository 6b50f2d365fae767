#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>
#include <boost/asio/awaitable.hpp>

#include "api/classic/visitor.hpp"
#include "api/services.hpp"
#include "api/sockets/expiry.hpp"
#include "api/sockets/registry.hpp"
#include "chat/notices.hpp"
#include "net/task_group.hpp"
#include "socketio/namespace.hpp"

namespace webchats::net {
class loop_group;
}

namespace webchats::api::classic {

/// The realtime half of the original's contract: namespace `/`. Takes anonymous handshakes and learns who it is from a
/// token in the handshake or in any payload; the payload wins. Unknown events and bad payloads are ignored. Made before
/// the loops run; outlives their threads.
class main_namespace {
 public:
  main_namespace(net::loop_group& loops, socketio::namespace_& main, const api::services& services);
  ~main_namespace();

  /// Brings a notice to those it concerns. On the notice's home loop.
  void deliver(const chat::notice& one);
  /// Who is in `room` now; tells those in it. On the room's home loop.
  void presence_told(chat::room_id room, std::span<const chat::user> online);

 private:
  struct loop_state {
    explicit loop_state(net::loop& owner) : tasks(owner, "classic /") {}
    net::task_group tasks;
    registry people;
    expiry sessions;
    /// Who was told last, by room; on the room's home loop.
    boost::unordered_map<chat::room_id, std::set<chat::user_id>, std::hash<chat::room_id>> told;
  };
  struct fan_out;
  using flow = boost::asio::awaitable<void>;

  // main_namespace.cpp: sockets come, ask and go.
  void connected(const socketio::socket_ptr& socket);
  void ended(socketio::socket& socket);
  void enqueue(socketio::socket& socket, event asked);
  [[nodiscard]] flow work(socketio::socket_ptr socket);
  [[nodiscard]] loop_state& here(socketio::socket& socket);

  // events.cpp: what each event does.
  [[nodiscard]] flow carry_out(socketio::socket_ptr socket, event one);
  [[nodiscard]] flow identify(socketio::socket_ptr socket, std::string token);
  [[nodiscard]] flow login(socketio::socket_ptr socket);
  [[nodiscard]] flow enter(socketio::socket_ptr socket, chat::room_id room);
  [[nodiscard]] flow post(socketio::socket_ptr socket, chat::room_id room, std::string text, std::string image);
  void leave_room(socketio::socket& socket);
  void forget(socketio::socket& socket);
  [[nodiscard]] static flow save_reading(const api::services* services, chat::user_id user, chat::room_id room,
                                         chat::seq_no up_to);

  void on_each(chat::user_id user, registry::visitor visit);

  net::loop_group& loops_;
  socketio::namespace_& main_;
  const api::services& services_;
  std::vector<std::unique_ptr<loop_state>> states_;  // by the index of the loop
};

}  // namespace webchats::api::classic
