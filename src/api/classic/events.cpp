// What the events of the original's clients do. Every flow runs in the socket's queue, one at a time; after each wait
// the socket may be gone.

#include <algorithm>
#include <utility>

#include "api/classic/data_url.hpp"
#include "api/classic/main_namespace.hpp"
#include "api/classic/payloads.hpp"
#include "api/classic/rooms.hpp"
#include "api/sockets/arguments.hpp"

namespace webchats::api::classic {
namespace {

constexpr std::string_view sign_in_first = "登录后才能进入聊天室";

std::string text_in(const boost::json::value& payload, std::string_view field) {
  const auto* object = payload.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(field);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

std::optional<chat::room_id> room_in(const boost::json::value& payload) {
  const auto* object = payload.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains("roomid");
  const auto number = value == nullptr ? std::nullopt : number_of(*value);
  return number ? room_of(*number) : std::nullopt;
}

}  // namespace

boost::asio::awaitable<void> main_namespace::carry_out(socketio::socket_ptr socket, event one) {
  const auto asker = visitor::of(*socket);
  const bool well_formed = one.payload.is_object() || one.kind == event_kind::login;
  if (!well_formed) co_return;
  if (auto token = text_in(one.payload, "api_token"); !token.empty()) co_await identify(socket, std::move(token));
  if (!socket->connected() || one.kind == event_kind::identify) co_return;
  if (!asker->who) {
    socket->emit("login", {sign_in_first});
    co_return;
  }

  const auto room = room_in(one.payload);
  switch (one.kind) {
    case event_kind::identify:
      break;
    case event_kind::login:
      co_return co_await login(socket);
    case event_kind::room:
      if (room) co_await enter(socket, *room);
      break;
    case event_kind::roomout:
      if (room && asker->room == room) {
        leave_room(*socket);
        socket->emit("roomout", as_argument(people(*services_.presence.online(*room))));
      }
      break;
    case event_kind::message:
      if (room) co_await post(socket, *room, text_in(one.payload, "msg"), text_in(one.payload, "img"));
      break;
  }
}

/// Becomes the person of `token`, if it is valid; a token that is not changes nothing.
boost::asio::awaitable<void> main_namespace::identify(socketio::socket_ptr socket, std::string token) {
  const auto asker = visitor::of(*socket);
  auto found = co_await services_.accounts.authenticate(std::move(token));
  if (!found || !socket->connected()) co_return;
  if (asker->who && asker->who->session == found->session) co_return;

  leave_room(*socket);
  forget(*socket);
  auto& people = here(*socket).people;
  if (people.ended.contains(found->session)) co_return;
  people.add(found->me.who.id, *socket);
  here(*socket).sessions.note(*found);
  asker->who = std::move(*found);
}

/// Counts what is unread in every room.
boost::asio::awaitable<void> main_namespace::login(socketio::socket_ptr socket) {
  const auto asker = visitor::of(*socket);
  const auto listed = co_await services_.rooms.list(asker->who->me.who.id);
  if (!listed || !socket->connected() || !asker->who) co_return;
  std::vector<std::pair<chat::room_id, chat::reading>> unread;
  for (const auto room : rooms) {
    auto& where = unread.emplace_back(room, chat::reading{}).second;
    const auto found = std::ranges::find(*listed, room, [](const auto& one) { return one.room.id; });
    if (found == listed->end()) continue;
    where = found->where();
    if (asker->room == room) where.last_read = where.last_seq;
    // What was told of the room while the list was read is newer than the list.
    if (const auto* known = asker->reading_of(room)) {
      where.last_seq = std::max(where.last_seq, known->last_seq);
      where.last_read = std::max(where.last_read, known->last_read);
    }
    asker->know(room, where);
  }
  socket->emit("count", as_argument(counts(unread)));
}

/// Enters a room: it is read to its end, and its people are told. Entering again shows the list again.
boost::asio::awaitable<void> main_namespace::enter(socketio::socket_ptr socket, chat::room_id room) {
  const auto asker = visitor::of(*socket);
  const auto me = asker->who->me.who;
  if (asker->room != room) {
    leave_room(*socket);
    auto seen = co_await services_.rooms.get(me.id, room);
    // Everybody may enter these rooms; who left one in another client comes back by entering it.
    if (!seen && std::holds_alternative<chat::forbidden>(seen.error()))
      seen = co_await services_.rooms.join(me.id, room);
    if (!seen || !socket->connected() || !asker->who) co_return;
    // Put out again while the answer was on its way.
    if (here(*socket).people.removed.since(me.id, room, seen->room.version)) co_return;

    socket->join(room_name(room));
    asker->room = room;
    asker->stay = services_.presence.connect(me, chat::choice_of(asker->who->me));
    asker->stay.enter(room);
    const auto read = co_await services_.rooms.mark_read(me.id, room, seen->room.last_seq);
    if (!socket->connected() || asker->room != room) co_return;
    if (read && asker->reading_of(room) == nullptr) asker->know(room, read->where);
  }
  socket->emit("room", as_argument(people(*services_.presence.online(room))));
}

boost::asio::awaitable<void> main_namespace::post(socketio::socket_ptr socket, chat::room_id room, std::string text,
                                                  std::string image) {
  if (text.empty() && image.empty()) co_return;
  const auto asker = visitor::of(*socket);
  // The sender sees its message only as a member of the room; after a reconnect without its token it may not be one.
  if (asker->room != room) co_await enter(socket, room);
  if (!socket->connected() || asker->room != room) co_return;

  const auto me = asker->who->me.who.id;
  if (image.empty()) {
    // A refusal has no answer in this contract.
    (void)co_await services_.messages.post(me,
                                           {.room = room, .client_id = {}, .text = std::move(text), .attachments = {}});
    co_return;
  }
  auto bytes = image_of_data_url(image);
  image = {};
  if (bytes) (void)co_await services_.images.arrive(me, room, chat::image_half::message, std::move(*bytes));
}

/// Back to the lobby: seen by nobody, and what was shown counts as read.
void main_namespace::leave_room(socketio::socket& socket) {
  const auto asker = visitor::of(socket);
  const auto room = std::exchange(asker->room, std::nullopt);
  if (!room) return;
  if (socket.connected()) socket.leave(room_name(*room));
  asker->stay = {};
  const auto* where = asker->reading_of(*room);
  if (where == nullptr || !asker->who) return;
  here(socket).tasks.spawn(save_reading(&services_, asker->who->me.who.id, *room, where->last_seq));
}

/// The socket is nobody's again.
void main_namespace::forget(socketio::socket& socket) {
  const auto asker = visitor::of(socket);
  if (!asker->who) return;
  here(socket).people.remove(asker->who->me.who.id, socket);
  asker->who.reset();
  asker->readings.clear();
}

boost::asio::awaitable<void> main_namespace::save_reading(const api::services* services, chat::user_id user,
                                                          chat::room_id room, chat::seq_no up_to) {
  // When it fails the messages are shown as unread again: better than the other way.
  (void)co_await services->rooms.mark_read(user, room, up_to);
}

}  // namespace webchats::api::classic
