#include "api/events/chat_namespace.hpp"

#include <set>
#include <utility>
#include <boost/json/parse.hpp>

#include "api/auth/scopes.hpp"
#include "api/sockets/arguments.hpp"
#include "api/sockets/loops.hpp"
#include "net/loop_group.hpp"

namespace webchats::api::events {
namespace {

/// Clients of this namespace send text and ids; only the original's front-end sends images through its socket.
constexpr std::size_t packet_limit = 1'000'000;

std::string auth_text(const socketio::socket& socket, std::string_view field) {
  const auto* said = socket.handshake().auth.if_object();
  const auto* value = said == nullptr ? nullptr : said->if_contains(field);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

/// The language the client asks for, if it asks for one.
std::optional<language> wished_by(const socketio::socket& socket) {
  if (const auto wish = auth_text(socket, "lang"); !wish.empty()) return language_of(wish);
  if (const auto header = socket.handshake().request->header("accept-language")) return language_of(*header);
  return std::nullopt;
}

socketio::connect_error refusal(const failure& why, language spoken) {
  return {.message = std::string(name_of(why.code)), .data = boost::json::parse(error_object(why, spoken))};
}

/// The middleware: who is it, and which rooms is this person in. The rooms are joined when the connection is accepted.
boost::asio::awaitable<void> let_in(const services& chat, pace allowed, const removed_members& removed,
                                    socketio::socket_ptr socket, socketio::next_function next) {
  const auto wished = wished_by(*socket);
  const auto before = wished.value_or(language::english);
  auto who = co_await chat.accounts.authenticate(auth_text(*socket, "token"), webchats::chat::tokens::of_bots_too);
  if (!who) {
    next(refusal(failure_of(who.error()), before));
    co_return;
  }
  const auto rooms = co_await chat.rooms.list(who->me.who.id);
  if (!rooms) {
    next(refusal(failure_of(rooms.error()), before));
    co_return;
  }
  if (!who->may || who->may->has(chat::scope::messages_read)) socket->join(person_name(who->me.who.id));
  auto stay = chat.presence.connect(who->me.who, webchats::chat::choice_of(who->me));
  const auto spoken = wished.value_or(webchats::chat::language_of_tag(who->me.language).value_or(before));
  auto made = std::make_shared<connection>(std::move(*who), spoken, allowed, std::move(stay), removed);
  for (const auto& one : *rooms) {
    if (made->hears(one.room.id)) made->expects(one.room);
  }
  socket->context = std::move(made);
  next(std::nullopt);
}

failure too_often() { return {.code = error_code::rate_limited, .retry_after = std::chrono::seconds(1)}; }

void refuse(const connection& whom, const failure& why, const socketio::acknowledge& reply_to) {
  reply_to(as_argument(acknowledgement(std::unexpected(why), whom.spoken())));
}

boost::asio::awaitable<void> answer(event_action action, request asked, socketio::acknowledge reply_to) {
  const auto spoken = asked.from->spoken();
  const auto said = co_await action(std::move(asked));
  reply_to(as_argument(acknowledgement(said, spoken)));
}

}  // namespace

chat_namespace::chat_namespace(net::loop_group& loops, socketio::namespace_& chat, const api::services& services,
                               double events_per_second)
    : loops_(loops), chat_(chat), services_(services), events_per_second_(events_per_second) {
  for (std::size_t index = 0; index < loops.size(); ++index) {
    auto* state = states_.emplace_back(std::make_unique<loop_state>(loops[index])).get();
    loops[index].post([this, state] {
      state->tasks.spawn(expiry::watch(
          &state->sessions, &state->people, &services_.accounts,
          [](const socketio::socket& socket) { return &connection::of(socket)->who(); },
          [this](const chat::session_revoked& over) { deliver(over); }));
    });
  }

  chat_.limit_packets(packet_limit);
  chat_.use(
      [this](socketio::socket_ptr socket, socketio::next_function next) { admit(std::move(socket), std::move(next)); });
  chat_.on_connection([this](const socketio::socket_ptr& socket) { connected(socket); });
  chat_.on_disconnect([this](socketio::socket& socket, socketio::disconnect_reason) { ended(socket); });
  add("sync", sync);
  add("room:create", room_create);
  add("room:direct", room_direct);
  add("room:update", room_update);
  add("room:archive", room_archive);
  add("room:join", room_join);
  add("room:leave", room_leave);
  add("room:invite", room_invite);
  add("room:kick", room_kick);
  add("room:ban", room_ban);
  add("room:unban", room_unban);
  add("room:mute", room_mute);
  add("room:role", room_role);
  add("room:notify", room_notify);
  add("history", history);
  add("message:send", message_send);
  add("message:edit", message_edit);
  add("message:delete", message_delete);
  add("preview:remove", preview_remove);
  add("reaction:add", reaction_add);
  add("reaction:remove", reaction_remove);
  add("pin:add", pin_add);
  add("pin:remove", pin_remove);
  add("save:add", save_add);
  add("save:remove", save_remove);
  add("draft", draft);
  add("read", read);
  add("unread", unread);
  add("typing", typing);
  add("robot", robot);
  add("command", command);
  add("search", search);
  add("people:search", people_search);
  add("presence", presence);
  add("people", people);
  add("message:report", message_report);
  chat_.on_any([this](socketio::socket& socket, std::string_view event, const socketio::arguments&,
                      const socketio::acknowledge& answer) {
    if (!known_.contains(event)) refuse_unknown(socket, answer);
  });
}

chat_namespace::~chat_namespace() {
  // A flow that never ended keeps its socket, and that its stay, longer than presence lives.
  for (const auto& state : states_) {
    state->people.each([](const socketio::socket& socket) { connection::of(socket)->end(); });
  }
}

void chat_namespace::add(std::string event, event_action action) {
  known_.insert(event);
  chat_.on(event,
           [this, action, event](socketio::socket& socket, socketio::arguments values, socketio::acknowledge answer) {
             run(socket, action, event, std::move(values), std::move(answer));
           });
}

chat_namespace::loop_state& chat_namespace::here(socketio::socket& socket) { return *states_[socket.loop().index()]; }

void chat_namespace::admit(socketio::socket_ptr socket, socketio::next_function next) {
  auto& state = here(*socket);
  state.tasks.spawn(let_in(services_, pace(events_per_second_, 2 * events_per_second_), state.people.removed,
                           std::move(socket), std::move(next)));
}

void chat_namespace::connected(const socketio::socket_ptr& socket) {
  const auto made = connection::of(*socket);
  auto& people = here(*socket).people;
  people.add(made->user().id, *socket);
  if (people.ended.contains(made->session())) {
    socket->disconnect(socketio::underlying::close);
    return;
  }
  here(*socket).sessions.note(made->who());
  made->enter_expected(*socket);
}

void chat_namespace::ended(socketio::socket& socket) {
  const auto made = connection::of(socket);
  if (!made) return;
  here(socket).people.remove(made->user().id, socket);
  made->end();
}

void chat_namespace::run(socketio::socket& socket, event_action action, std::string_view event,
                         socketio::arguments values, socketio::acknowledge reply_to) {
  auto from = connection::of(socket);
  if (!from->events.take(socket.loop().now())) return refuse(*from, too_often(), reply_to);
  if (!from->permits(event, values)) return refuse(*from, {error_code::forbidden}, reply_to);
  request asked{&services_, socket.shared_from_this(), std::move(from), std::move(values)};
  here(socket).tasks.spawn(answer(action, std::move(asked), std::move(reply_to)));
}

void chat_namespace::refuse_unknown(socketio::socket& socket, const socketio::acknowledge& reply_to) {
  const auto from = connection::of(socket);
  const bool flood = !from->events.take(socket.loop().now());
  refuse(*from, flood ? too_often() : failure_of(bad_field{"event", chat::rule::unknown}), reply_to);
}

void chat_namespace::each_of(chat::user_id user, registry::visitor visit) {
  on_every_loop(loops_, [this, user, visit = std::move(visit)](std::size_t index) {
    states_[index]->people.each_of(user, visit);
  });
}

}  // namespace webchats::api::events
