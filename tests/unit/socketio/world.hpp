#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/loop_group.hpp"
#include "socketio/client.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_loop.hpp"
#include "unit/engineio/fake_host.hpp"

namespace webchats::socketio {

/// The host of sessions on a real loop, without heartbeats; turns of sessions end when the test says so.
class loop_host final : public engineio::session_host {
 public:
  explicit loop_host(net::loop& owner) : loop_(owner) {}
  net::loop& loop() noexcept override { return loop_; }
  net::steady_time now() const noexcept override { return std::chrono::steady_clock::now(); }
  std::chrono::milliseconds interval(engineio::deadline_kind) const noexcept override { return std::chrono::hours(1); }
  void arm(net::deadline&, engineio::deadline_kind) override {}
  void disarm(net::deadline&) noexcept override {}
  void flush_later(engineio::session& self) override { self.flush(); }
  void ended(engineio::session& self, engineio::close_reason) override { ended_.push_back(&self); }
  void upgrade_ended(upgrade_result) override {}

  void end_turn() {
    for (engineio::session* s : std::exchange(ended_, {})) s->finish();
  }

 private:
  net::loop& loop_;
  std::vector<engineio::session*> ended_;
};

/// A Socket.IO server without network: two running loops, namespaces, and clients that speak through fake WebSockets.
class world {
 public:
  explicit world(server_options settings = {}) : core(loops, std::move(settings)) { of("/"); }
  ~world() { loops.stop(); }

  namespace_& of(const std::string& name) { return core.namespaces.of(name); }
  /// Call when the handlers are set.
  void start() {
    for (std::size_t i = 0; i < loops.size(); ++i) hosts.push_back(std::make_unique<loop_host>(loops[i]));
    loops.start();
  }

  /// Runs `task` in a turn of its own on a loop and waits for it. What it posts to that loop comes before the next
  /// `on`.
  void on(std::size_t loop, const std::function<void()>& task) {
    std::promise<void> done;
    loops[loop].post([&] {
      task();
      hosts[loop]->end_turn();
      // So that what is posted next belongs to another turn.
      loops[loop].at_turn_end([&] { done.set_value(); });
    });
    done.get_future().get();
  }
  /// Waits until everything posted so far, on any loop to any loop, is done.
  void settle() {
    for (int round = 0; round < 3; ++round) {
      for (std::size_t i = 0; i < loops.size(); ++i) on(i, [] {});
    }
  }
  /// Turns until `condition`, which is evaluated on the loop.
  void until(std::size_t loop, const std::function<bool()>& condition) {
    for (bool met = false; !met;) on(loop, [&] { met = condition(); });
  }

  net::loop_group loops{2};
  server_core core;
  std::vector<std::unique_ptr<loop_host>> hosts;
};

/// One client's side. Everything it does is a turn on its loop.
class peer {
 public:
  explicit peer(world& home, std::size_t loop = 0, engineio::protocol revision = engineio::protocol::v4,
                http::request request = {})
      : world_(home), loop_(loop) {
    world_.on(loop_, [&] {
      session_ = std::make_unique<engineio::session>(*world_.hosts[loop_], engineio::session_id::generate(0),
                                                     engineio::polling_format{.revision = revision});
      session_->begin(&socket_);
      auto made = std::make_unique<client>(*world_.core.homes[loop_], *session_, request);
      made->start();
      session_->attach(std::move(made));
    });
    received();  // OPEN
  }
  ~peer() {
    world_.on(loop_, [&] {
      if (!socket_.closed) session_->on_websocket_closed(socket_, engineio::close_reason::transport_close, "");
      world_.hosts[loop_]->end_turn();
      session_.reset();
    });
  }
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;

  /// Packets of one turn; those beginning with '!' are binary messages.
  void say(std::initializer_list<std::string_view> packets) {
    world_.on(loop_, [&] {
      for (const std::string_view packet : packets) {
        if (packet.starts_with('!')) {
          session_->on_frame(socket_, engineio::message_type::binary, packet.substr(1));
        } else {
          session_->on_frame(socket_, engineio::message_type::text, "4" + std::string(packet));
        }
      }
    });
  }
  void say(std::string_view packet) { say({packet}); }
  /// The connection breaks.
  void vanish() {
    world_.on(loop_, [&] {
      session_->on_websocket_closed(socket_, engineio::close_reason::transport_close, "");
      socket_.closed = true;
    });
  }

  /// The server goes while the client is connected; do nothing else with it afterwards.
  void outlive_server() {
    world_.on(loop_, [&] {
      session_.reset();
      socket_.closed = true;
    });
  }

  /// What came since the last call: text packets, and binary ones with '!' before.
  std::vector<std::string> received() {
    std::vector<std::string> packets;
    world_.on(loop_, [&] {
      for (const std::string& frame : std::exchange(socket_.frames, {})) {
        packets.push_back(frame[0] == 'T' ? frame.substr(2) : "!" + frame.substr(1));
      }
    });
    return packets;
  }
  [[nodiscard]] bool closed() {
    bool is = false;
    world_.on(loop_, [&] { is = socket_.closed; });
    return is;
  }
  engineio::fake_websocket& wire() { return socket_; }
  /// The client has read everything; on its loop.
  void drain() { session_->on_websocket_drained(socket_); }
  [[nodiscard]] std::size_t loop() const noexcept { return loop_; }

 private:
  world& world_;
  std::size_t loop_;
  engineio::fake_websocket socket_;
  std::unique_ptr<engineio::session> session_;
};

/// A peer that has joined `nsp`, with the server's side of it.
struct joined_peer : peer {
  explicit joined_peer(world& home, std::size_t loop = 0, const std::string& nsp = "/") : peer(home, loop) {
    say(nsp == "/" ? "0" : "0" + nsp + ",");
    const std::string answer = received().front();
    const std::size_t at = answer.find("\"sid\":\"") + 7;
    id = answer.substr(at, answer.find('"', at) - at);
  }
  std::string id;
};

}  // namespace webchats::socketio
