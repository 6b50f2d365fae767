// Who is connected: every loop tells of its own.

#include <memory>
#include <mutex>
#include <utility>

#include "api/events/chat_namespace.hpp"
#include "api/sockets/loops.hpp"
#include "chat/completion.hpp"
#include "net/loop_group.hpp"

namespace webchats::api::events {
namespace {

live_connection seen(const socketio::socket& socket) {
  const auto made = connection::of(socket);
  const auto& request = *socket.handshake().request;
  return {.user = made->user(),
          .device = std::string(request.header("user-agent").value_or("")),
          .transport = std::string(socket.transport()),
          .address = std::string(request.peer_address()),
          .since = std::chrono::time_point_cast<std::chrono::milliseconds>(request.time()),
          .rooms = made->rooms().size()};
}

/// What the loops have told so far; the last one answers.
struct gathering {
  gathering(std::size_t loops, chat::completion<live_connections> waiting) : left(loops), done(std::move(waiting)) {}

  void add(live_connections part, std::size_t limit) {
    const std::lock_guard lock(mutex);
    all.total += part.total;
    for (auto& each : part.first) {
      if (all.first.size() < limit) all.first.push_back(std::move(each));
    }
    if (--left == 0) std::move(done)(std::move(all));
  }

  std::mutex mutex;
  std::size_t left;
  live_connections all;
  chat::completion<live_connections> done;
};

}  // namespace

chat::flow<live_connections> chat_namespace::connections(std::size_t limit) {
  co_return co_await chat::await_completion<live_connections>([this, limit](chat::completion<live_connections> done) {
    const auto told = std::make_shared<gathering>(loops_.size(), std::move(done));
    on_every_loop(loops_, [this, limit, told](std::size_t index) {
      const auto& people = states_[index]->people;
      live_connections part{.total = people.size(), .first = {}};
      people.each([&](const socketio::socket& socket) {
        if (part.first.size() < limit) part.first.push_back(seen(socket));
      });
      told->add(std::move(part), limit);
    });
  });
}

}  // namespace webchats::api::events
