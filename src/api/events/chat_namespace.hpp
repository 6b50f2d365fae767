#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/census.hpp"
#include "api/events/request.hpp"
#include "api/presence_teller.hpp"
#include "api/services.hpp"
#include "api/sockets/expiry.hpp"
#include "api/sockets/registry.hpp"
#include "chat/notices.hpp"
#include "net/task_group.hpp"
#include "socketio/namespace.hpp"

namespace webchats::net {
class loop_group;
}

namespace webchats::api::events {

/// The realtime half of the modern contract: namespace `/chat`. Lets people in by token, runs their events, and brings
/// them the notices of chat. Made before the loops run; outlives their threads.
class chat_namespace {
 public:
  /// `events_per_second`: of one socket; twice as many at once.
  chat_namespace(net::loop_group& loops, socketio::namespace_& chat, const api::services& services,
                 double events_per_second);
  ~chat_namespace();

  /// Encodes `one` once and hands it to those it concerns. On the notice's home loop.
  void deliver(const chat::notice& one);
  /// Tells the members of `room` what is new of who is there. On the room's home loop.
  [[nodiscard]] told_of presence_told(chat::room_id room, const chat::gathering& now);
  /// Tells the members of `room` that `who` writes. On any loop.
  void tell_typing(chat::room_id room, chat::seq_no thread, const chat::user& who);
  /// Who is connected.
  [[nodiscard]] chat::flow<live_connections> connections(std::size_t limit);

 private:
  /// The people of a room as it was told of them, by id.
  using people_told = std::vector<std::pair<chat::user_id, chat::availability>>;
  /// A room as it was told.
  struct told_room {
    people_told people;
    chat::user_id turn{};  ///< of more changes than are told at once, the last one told
  };
  struct loop_state {
    explicit loop_state(net::loop& owner) : tasks(owner, "/chat") {}
    net::task_group tasks;
    registry people;
    std::map<chat::room_id, told_room> told;  ///< who was there, of the rooms whose home this loop is
    std::map<chat::user_id, bool> settling;   ///< of whom `status` is about to tell: whether they moved since
    expiry sessions;
  };
  struct fan_out;
  struct room_news;

  void add(std::string event, event_action action);
  void admit(socketio::socket_ptr socket, socketio::next_function next);
  void connected(const socketio::socket_ptr& socket);
  void ended(socketio::socket& socket);
  void run(socketio::socket& socket, event_action action, std::string_view event, socketio::arguments values,
           socketio::acknowledge answer);
  /// Answers an event that has no handler.
  static void refuse_unknown(socketio::socket& socket, const socketio::acknowledge& answer);
  [[nodiscard]] loop_state& here(socketio::socket& socket);
  /// Somebody is here, idle or gone other than before. On the person's home loop.
  void availability_moved(chat::user_id user);
  [[nodiscard]] boost::asio::awaitable<void> tell_status(loop_state* home, chat::user_id user);
  /// Visits, on every loop, the sockets of `user`.
  void each_of(chat::user_id user, registry::visitor visit);

  net::loop_group& loops_;
  socketio::namespace_& chat_;
  const api::services& services_;
  double events_per_second_;
  std::set<std::string, std::less<>> known_;         ///< the events that have handlers; not changed once loops run
  std::vector<std::unique_ptr<loop_state>> states_;  // by the index of the loop
};

}  // namespace webchats::api::events
