#include "handlers.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <regex>
#include <utility>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/loop.hpp"

using namespace webchats;
using socketio::acknowledge;
using socketio::arguments;
namespace asio = boost::asio;

namespace {

/// Runs `task` on `loop` after `delay`.
void later(net::loop& loop, std::chrono::milliseconds delay, std::function<void()> task) {
  const auto timer = std::make_shared<asio::steady_timer>(loop.context(), delay);
  timer->async_wait([timer, task = std::move(task)](boost::system::error_code error) {
    if (!error) task();
  });
}

asio::awaitable<void> answer_after(std::chrono::milliseconds delay, acknowledge ack) {
  asio::steady_timer timer(co_await asio::this_coro::executor, delay);
  co_await timer.async_wait(asio::use_awaitable);
  ack({"late"});
}

/// How often each key was carried out. Any thread.
class executions {
 public:
  std::size_t add(std::string_view key) {
    const std::lock_guard lock(mutex_);
    return ++counts_[std::string(key)];
  }
  [[nodiscard]] std::size_t of(std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(std::string(key));
    return found == counts_.end() ? 0 : found->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::size_t> counts_;
};

/// Rooms, and messages and questions to all of a room.
void set_room_handlers(socketio::namespace_& nsp, const patience& waits) {
  nsp.on_connection([](const socketio::socket_ptr& socket) { socket->join("r"); });
  nsp.on("message", [&nsp](socketio::socket&, const arguments& values, const acknowledge&) {
    nsp.to("r").emit("message", values);
  });
  nsp.on("ask everybody", [&nsp, waits](socketio::socket&, const arguments& values, const acknowledge& ack) {
    nsp.to("r")
        .timeout(waits.answers)
        .emit_with_ack("question", values, [ack](const socketio::broadcast_answers& found) {
          ack({found.answered.size(), found.missing.size(), found.left.size()});
        });
  });
  nsp.on("join", [](socketio::socket& socket, const arguments& values, const acknowledge& ack) {
    socket.join(values[0].as_string());
    ack({socket.id()});
  });
  nsp.on("tell room", [&nsp](socketio::socket&, arguments values, const acknowledge& ack) {
    const std::string room(values[0].as_string());
    values.values.erase(values.values.begin());
    nsp.to(room).emit("told", values);
    ack(arguments());
  });
}

/// Both sides' waiting for each other.
void set_waiting_handlers(socketio::namespace_& nsp, const patience& waits) {
  nsp.on("ask me", [waits](socketio::socket& socket, const arguments& values, const acknowledge&) {
    socket.emit_with_ack("question", values, waits.answers,
                         [self = socket.shared_from_this()](const socketio::ack_result& answer) {
                           self->emit(answer ? "answered" : "not answered", arguments());
                         });
  });
  nsp.on("silence", [](socketio::socket&, const arguments&, const acknowledge&) {});
  nsp.on("late answer", [waits](socketio::socket& socket, const arguments&, const acknowledge& ack) {
    later(socket.loop(), waits.too_late, [ack] { ack({"late"}); });
  });
  nsp.on("late coroutine", [waits](socketio::socket_ptr, arguments, acknowledge ack) {
    return answer_after(waits.too_late, std::move(ack));
  });
  nsp.use_packets([](socketio::socket&, std::string_view event, arguments&,
                     const std::function<void(std::optional<std::string>)>& next) {
    if (event != "never checked") next(std::nullopt);
  });
  nsp.on("binary",
         [](socketio::socket& socket, const arguments& values, const acknowledge&) { socket.emit("binary", values); });
  nsp.on("leave me", [](socketio::socket& socket, const arguments&, const acknowledge&) {
    socket.disconnect(socketio::underlying::close);
  });
}

/// What a client that repeats itself must not have done twice. "count" [key] acknowledges how often it was carried
/// out; "counted" [key] asks for it.
void set_repetition_handlers(socketio::namespace_& nsp) {
  static constexpr std::chrono::milliseconds slowly{600};
  const auto carried_out = std::make_shared<executions>();
  nsp.on("count", [carried_out](socketio::socket&, const arguments& values, const acknowledge& ack) {
    ack({carried_out->add(values[0].as_string())});
  });
  nsp.on("count slowly", [carried_out](socketio::socket& socket, const arguments& values, const acknowledge& ack) {
    later(socket.loop(), slowly, [ack, times = carried_out->add(values[0].as_string())] { ack({times}); });
  });
  nsp.on("counted", [carried_out](socketio::socket&, const arguments& values, const acknowledge& ack) {
    ack({carried_out->of(values[0].as_string())});
  });
  for (const char* event : {"count", "count slowly"}) nsp.deduplicate(event, socketio::argument_key(0));
}

}  // namespace

void set_hooks(engineio::server_options& options) {
  options.allow_request = [](const http::request& request, const engineio::decision& decide) {
    if (request.parameter("decide") != "never") decide(std::nullopt);
  };
}

void set_handlers(socketio::server& io, const patience& waits) {
  socketio::namespace_& main = io.of("/");
  set_room_handlers(main, waits);
  set_waiting_handlers(main, waits);
  set_repetition_handlers(main);
  io.of(std::regex("/dynamic-[0-9]+")).on_connection([](const socketio::socket_ptr& socket) { socket->join("r"); });
  io.of("/never").use([](const socketio::socket_ptr&, const socketio::next_function&) {});
  io.of("/late").use([waits](const socketio::socket_ptr& socket, const socketio::next_function& next) {
    later(socket->loop(), waits.too_late, [next] { next(std::nullopt); });
  });
}
