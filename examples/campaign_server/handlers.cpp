#include "handlers.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <boost/asio/steady_timer.hpp>

#include "net/loop.hpp"

using namespace webchats;
using socketio::acknowledge;
using socketio::arguments;

namespace {

/// Runs `task` on `loop` after `delay`.
void later(net::loop& loop, std::chrono::milliseconds delay, std::function<void()> task) {
  const auto timer = std::make_shared<boost::asio::steady_timer>(loop.context(), delay);
  timer->async_wait([timer, task = std::move(task)](boost::system::error_code error) {
    if (!error) task();
  });
}

/// How often each key was carried out.
class executions {
 public:
  std::size_t add(std::string_view key) {
    const std::lock_guard lock(mutex_);
    return ++counts_[std::string(key)];
  }
  std::size_t of(std::string_view key) {
    const std::lock_guard lock(mutex_);
    return counts_[std::string(key)];
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::size_t> counts_;
};

/// Rooms, and messages to all of a room.
void set_room_handlers(socketio::namespace_& nsp) {
  nsp.on_connection([](const socketio::socket_ptr& socket) { socket->join("r"); });
  nsp.on("message", [&nsp](socketio::socket&, const arguments& values, const acknowledge&) {
    nsp.to("r").emit("message", values);
  });
  nsp.on("join", [](socketio::socket& socket, const arguments& values, const acknowledge& ack) {
    socket.join(values[0].as_string());
    ack({socket.id()});
  });
  nsp.on("tell room", [&nsp](socketio::socket&, arguments values, const acknowledge& ack) {
    const std::string room(values[0].as_string());
    values.values.erase(values.values.begin());
    nsp.to(room).emit("told", values);
    ack({});
  });
}

/// Both sides' waiting for each other.
void set_patience_handlers(socketio::namespace_& nsp, std::chrono::milliseconds patience,
                           std::chrono::milliseconds too_late) {
  nsp.on("ask me", [patience](socketio::socket& socket, const arguments& values, const acknowledge&) {
    socket.emit_with_ack("question", values, patience, [self = socket.shared_from_this()](const auto& answer) {
      self->emit(answer ? "answered" : "not answered");
    });
  });
  nsp.on("silence", [](socketio::socket&, const arguments&, const acknowledge&) {});
  nsp.on("late answer", [too_late](socketio::socket& socket, const arguments&, const acknowledge& ack) {
    later(socket.loop(), too_late, [ack] { ack({"late"}); });
  });
  nsp.on("binary",
         [](socketio::socket& socket, const arguments& values, const acknowledge&) { socket.emit("binary", values); });
  nsp.on("leave me", [](socketio::socket& socket, const arguments&, const acknowledge&) {
    socket.disconnect(socketio::underlying::close);
  });
}

/// What a client that repeats itself may have done twice: "count" [key] acknowledges how often it was carried out.
void set_repetition_handlers(socketio::namespace_& nsp) {
  const auto carried_out = std::make_shared<executions>();
  nsp.on("count", [carried_out](socketio::socket&, const arguments& values, const acknowledge& ack) {
    ack({carried_out->add(values[0].as_string())});
  });
  nsp.on("counted", [carried_out](socketio::socket&, const arguments& values, const acknowledge& ack) {
    ack({carried_out->of(values[0].as_string())});
  });
}

}  // namespace

void set_handlers(socketio::server& io, statistics& counted, std::chrono::milliseconds patience,
                  std::chrono::milliseconds too_late) {
  socketio::namespace_& main = io.of("/");
  set_room_handlers(main);
  set_patience_handlers(main, patience, too_late);
  set_repetition_handlers(main);
  io.of("/never").use([](const socketio::socket_ptr&, const socketio::next_function&) {});
  io.of("/late").use([too_late](const socketio::socket_ptr& socket, const socketio::next_function& next) {
    later(socket->loop(), too_late, [next] { next(std::nullopt); });
  });
  for (const char* name : {"/", "/never", "/late"}) counted.watch(io.of(name));
}
