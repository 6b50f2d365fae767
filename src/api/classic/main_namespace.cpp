#include "api/classic/main_namespace.hpp"

#include <utility>

#include "api/sockets/loops.hpp"
#include "base/log.hpp"
#include "net/loop_group.hpp"

namespace webchats::api::classic {
namespace {

/// More events than this waiting for the database come from no person.
constexpr std::size_t most_waiting = 64;
constexpr std::size_t most_waiting_bytes = std::size_t{32} << 20;

/// What an event holds while it waits: its image, in the main.
std::size_t size_of(const event& one) {
  const auto* object = one.payload.if_object();
  const auto* image = object == nullptr ? nullptr : object->if_contains("img");
  const auto* text = image == nullptr ? nullptr : image->if_string();
  return text == nullptr ? 0 : text->size();
}

}  // namespace

main_namespace::main_namespace(net::loop_group& loops, socketio::namespace_& main, const api::services& services)
    : loops_(loops), main_(main), services_(services) {
  for (std::size_t index = 0; index < loops.size(); ++index) {
    auto* state = states_.emplace_back(std::make_unique<loop_state>(loops[index])).get();
    loops[index].post([this, state] {
      state->tasks.spawn(expiry::watch(
          &state->sessions, &state->people, &services_.accounts,
          [](const socketio::socket& socket) {
            const auto asker = visitor::of(socket);
            return asker->who ? &*asker->who : nullptr;
          },
          [this](const chat::session_revoked& over) { deliver(over); }));
    });
  }

  main_.on_connection([this](const socketio::socket_ptr& socket) { connected(socket); });
  main_.on_disconnect([this](socketio::socket& socket, socketio::disconnect_reason) { ended(socket); });
  const auto on = [this](std::string name, event_kind kind) {
    main_.on(std::move(name),
             [this, kind](socketio::socket& socket, socketio::arguments sent, const socketio::acknowledge&) {
               enqueue(socket, {kind, sent.empty() ? boost::json::value() : std::move(sent.values.front())});
             });
  };
  on("login", event_kind::login);
  on("room", event_kind::room);
  on("roomout", event_kind::roomout);
  on("message", event_kind::message);
}

main_namespace::~main_namespace() {
  // A flow that never ended keeps its socket, and that its stay, longer than presence lives.
  for (const auto& state : states_) {
    state->people.each([](const socketio::socket& socket) { visitor::of(socket)->stay = {}; });
  }
}

main_namespace::loop_state& main_namespace::here(socketio::socket& socket) { return *states_[socket.loop().index()]; }

void main_namespace::connected(const socketio::socket_ptr& socket) {
  socket->context = std::make_shared<visitor>();
  if (const auto token = socket->handshake().request->parameter("api_token")) {
    enqueue(*socket, {event_kind::identify, boost::json::object{{"api_token", *token}}});
  }
}

void main_namespace::ended(socketio::socket& socket) {
  if (!visitor::of(socket)) return;
  leave_room(socket);
  forget(socket);
}

void main_namespace::enqueue(socketio::socket& socket, event asked) {
  const auto asker = visitor::of(socket);
  if (!asker) return;
  asker->waiting_bytes += size_of(asked);
  if (asker->waiting.size() >= most_waiting || asker->waiting_bytes > most_waiting_bytes) {
    return socket.disconnect(socketio::underlying::close);
  }
  asker->waiting.push_back(std::move(asked));
  if (std::exchange(asker->at_work, true)) return;
  here(socket).tasks.spawn(work(socket.shared_from_this()));
}

boost::asio::awaitable<void> main_namespace::work(socketio::socket_ptr socket) {
  const auto asker = visitor::of(*socket);
  while (!asker->waiting.empty() && socket->connected()) {
    auto one = std::move(asker->waiting.front());
    asker->waiting.pop_front();
    asker->waiting_bytes -= size_of(one);
    try {
      co_await carry_out(socket, std::move(one));
    } catch (const std::exception& error) {
      // A bug costs the event it came with, not those behind it.
      base::log(base::log_level::error, std::string("classic: ") + error.what());
    }
  }
  asker->waiting.clear();
  asker->at_work = false;
}

void main_namespace::on_each(chat::user_id user, registry::visitor visit) {
  on_every_loop(loops_, [this, user, visit = std::move(visit)](std::size_t index) {
    states_[index]->people.each_of(user, visit);
  });
}

}  // namespace webchats::api::classic
