#include "client_suite_more.hpp"

#include <map>
#include <mutex>
#include <regex>
#include <boost/describe/class.hpp>

using namespace webchats;
using boost::asio::awaitable;
using socketio::acknowledge;
using socketio::arguments;
using socketio::rest;
using socketio::socket_ptr;
namespace json = boost::json;

namespace {

using socketio::socket;  // not at file scope, where POSIX has a function of that name

struct socket_state {
  std::string id;
  std::vector<std::string> rooms;
  json::value remembered;
  bool recovered = false;
};
BOOST_DESCRIBE_STRUCT(socket_state, (), (id, rooms, remembered, recovered))

/// Values by name that somebody may wait for. Any thread.
class noticeboard {
 public:
  void put(const std::string& name, const json::value& value) {
    std::vector<acknowledge> told;
    {
      const std::scoped_lock lock(mutex_);
      values_.insert_or_assign(name, value);
      std::swap(told, waiting_[name]);
    }
    for (const acknowledge& each : told) each({value});
  }
  /// Answers now or when the value is there.
  void ask(const std::string& name, const acknowledge& ack) {
    std::unique_lock lock(mutex_);
    const auto found = values_.find(name);
    if (found == values_.end()) return waiting_[name].push_back(ack);
    const json::value value = found->second;
    lock.unlock();
    ack({value});
  }

 private:
  std::mutex mutex_;
  std::map<std::string, json::value> values_;
  std::map<std::string, std::vector<acknowledge>> waiting_;
};

void set_rooms(socketio::namespace_& nsp) {
  nsp.on("join", [](socket& from, const std::string& room) {
    from.join(room);
    return true;
  });
  nsp.on("leave", [](socket& from, const std::string& room) {
    from.leave(room);
    return true;
  });
  // To a room, or to a socket by its id; "shout": to everybody.
  nsp.on("tell", [&nsp](std::string room, const std::string& event, const rest<json::value>& values) {
    nsp.to(std::move(room)).emit(event, values);
    return true;
  });
  nsp.on("tell volatile", [&nsp](std::string room, const std::string& event, const rest<json::value>& values) {
    nsp.to(std::move(room)).volatile_().emit(event, values);
    return true;
  });
  nsp.on("tell binary", [&nsp](std::string room, const std::string& event, const base::shared_buffer& bytes) {
    nsp.to(std::move(room)).emit(event, bytes);
    return true;
  });
  nsp.on("shout", [&nsp](const std::string& event, const rest<json::value>& values) {
    nsp.emit(event, values);
    return true;
  });
}

/// Questions of the server: what the client answered, or why it did not.
void set_questions(socketio::namespace_& nsp) {
  nsp.on(
      "ask me",
      [](socket& from, std::string event, int milliseconds, const rest<json::value>& values) -> awaitable<arguments> {
        auto answer = co_await from.emit_with_ack(std::move(event), socketio::make_arguments(values),
                                                  std::chrono::milliseconds(milliseconds));
        if (answer) co_return *std::move(answer);
        co_return socketio::make_arguments(json::object{{"failure", to_string(answer.error())}});
      });
  nsp.on("ask everybody", [&nsp](std::string event) -> awaitable<std::size_t> {
    const auto answers = co_await nsp.everybody().emit_with_ack(std::move(event));
    co_return answers.answered.size();
  });
}

/// Acknowledgements that come late, at the third time, or once for all repetitions.
void set_acknowledgements(socketio::namespace_& nsp) {
  nsp.on("at the third time", [](socket& from, const acknowledge& ack) {
    json::value& tries = from.data["tries"];
    tries = tries.is_null() ? 1 : tries.get_int64() + 1;
    if (tries == 3) ack({tries});
  });
  const auto released = std::make_shared<noticeboard>();
  nsp.on("wait for", [released](const std::string& name, const acknowledge& ack) { released->ask(name, ack); });
  nsp.on("release", [released](const std::string& name) {
    released->put(name, true);
    return true;
  });
  // Answered when its name is released.
  struct orders {
    std::mutex mutex;
    std::map<std::string, int> carried_out;
  };
  const auto book = std::make_shared<orders>();
  nsp.deduplicate("order", socketio::argument_key(0));
  nsp.on("order", [book, released](const std::string& id, const acknowledge& ack) {
    {
      const std::scoped_lock lock(book->mutex);
      ++book->carried_out[id];
    }
    released->put("arrived " + id, true);
    released->ask(id, ack);
  });
  nsp.on("orders", [book](const std::string& id) {
    const std::scoped_lock lock(book->mutex);
    return book->carried_out[id];
  });
}

/// What a client gets that does not keep up.
void set_latest(socketio::namespace_& nsp) {
  const auto tell_state = [](socket& to, int last) {
    for (int i = 1; i <= last; ++i) to.coalesce("state").emit("state", i);
  };
  nsp.on("latest", [tell_state](socket& from, int last) {
    from.emit("before");
    tell_state(from, last);
    from.volatile_().emit("volatile");
  });
  // More than the network takes, and then the rest. Others may wait for it.
  const auto flooded = std::make_shared<noticeboard>();
  nsp.on("flooded", [flooded](const std::string& id, const acknowledge& ack) { flooded->ask(id, ack); });
  nsp.on("flood me", [tell_state, flooded](socket& from, int last) {
    const std::string filler(std::size_t{64} * 1024, 'x');
    from.on_drain([&from] { from.emit("drained"); });
    while (from.writable()) from.emit("filler", filler);
    tell_state(from, last);
    from.volatile_().emit("volatile");
    flooded->put(from.id(), true);
  });
}

void set_ends(socketio::namespace_& nsp) {
  nsp.on("kick me", [](socket& from) { from.disconnect(); });
  nsp.on("close me", [](socket& from) { from.disconnect(socketio::underlying::close); });
  // Why a socket has left; answered when it has.
  const auto ends = std::make_shared<noticeboard>();
  nsp.on_disconnect([ends](socket& left, socketio::disconnect_reason reason) {
    ends->put(left.id(), json::value(to_string(reason)));
  });
  nsp.on("end of", [ends](const std::string& id, const acknowledge& ack) { ends->ask(id, ack); });
}

/// What a recovered socket has again.
void set_state(socketio::namespace_& nsp) {
  nsp.on("remember", [](socket& from, const json::value& value) {
    from.data["remembered"] = value;
    return true;
  });
  nsp.on("state", [](socket& from) {
    const json::value* remembered = from.data.if_contains("remembered");
    return socket_state{.id = from.id(),
                        .rooms = from.rooms(),
                        .remembered = remembered == nullptr ? json::value() : *remembered,
                        .recovered = from.recovered()};
  });
}

/// Events in the order they came.
void set_order(socketio::namespace_& nsp) {
  nsp.on("note", [](socket& from, const json::value& value) {
    json::value& notes = from.data["notes"];
    if (notes.is_null()) notes = json::array();
    notes.get_array().push_back(value);
  });
  nsp.on("notes", [](socket& from) {
    const json::value notes = std::exchange(from.data["notes"], json::array());
    return notes.is_null() ? json::array() : notes.get_array();
  });
  nsp.on("count", [](socket& from, int last) {
    for (int i = 1; i <= last; ++i) from.emit("number", i);
  });
}

bool has_the_right_token(const json::value& auth) {
  const json::object* object = auth.if_object();
  const json::value* token = object == nullptr ? nullptr : object->if_contains("token");
  return token != nullptr && *token == "right";
}

void set_gates(socketio::server& io) {
  io.of("/data").use([](const socket_ptr&, const socketio::next_function& next) {
    next(socketio::connect_error{.message = "not for you", .data = json::object{{"code", 7}, {"say", "再见"}}});
  });
  io.of("/token").use([](const socket_ptr& socket, const socketio::next_function& next) {
    if (has_the_right_token(socket->handshake().auth)) return next(std::nullopt);
    next(socketio::connect_error{.message = "wrong token", .data = nullptr});
  });
  // A middleware that takes its time.
  io.of("/later").use([](const socket_ptr& socket, const socketio::next_function& next) {
    socket->loop().post([next] { next(std::nullopt); });
  });
  io.of(std::regex("/dynamic-[0-9]+")).on("name", [](socket& from) { return from.nsp().name(); });
}

}  // namespace

void add_more_handlers(socketio::server& io) {
  socketio::namespace_& nsp = io.of("/");
  set_rooms(nsp);
  set_questions(nsp);
  set_acknowledgements(nsp);
  set_latest(nsp);
  set_ends(nsp);
  set_state(nsp);
  set_order(nsp);
  set_gates(io);
}
