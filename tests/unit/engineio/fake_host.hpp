#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engineio/session.hpp"
#include "ws/deflate.hpp"
#include "ws/frame.hpp"

namespace webchats::engineio {

using std::chrono::milliseconds;

/// A host with virtual time and turns that end when the test says so.
class fake_host final : public session_host {
 public:
  net::loop& loop() noexcept override {
    static net::loop never_run(0);
    return never_run;
  }
  net::steady_time now() const noexcept override { return now_; }
  milliseconds interval(deadline_kind kind) const noexcept override {
    switch (kind) {
      case deadline_kind::ping_interval:
        return milliseconds(300);
      case deadline_kind::ping_timeout:
        return milliseconds(200);
      case deadline_kind::client_silence:
        return milliseconds(500);
      case deadline_kind::probe:
        return milliseconds(1000);
      case deadline_kind::drain:
        return milliseconds(3000);
    }
    return {};
  }
  void arm(net::deadline& entry, deadline_kind kind) override { armed_[&entry] = now_ + interval(kind); }
  void disarm(net::deadline& entry) noexcept override { armed_.erase(&entry); }
  void flush_later(session& self) override { to_flush_.push_back(&self); }
  void ended(session& self, close_reason) override {
    ended_.push_back(&self);
    ended_at = now_;
  }
  void upgrade_ended(upgrade_result) override {}

  /// The end of the turn.
  void end_turn() {
    for (session* s : std::exchange(to_flush_, {})) s->flush();
    for (session* s : std::exchange(ended_, {})) {
      s->finish();
      ++finished;
    }
  }

  /// Lets time pass, deadline by deadline; every one ends a turn.
  void advance(milliseconds time) {
    end_turn();
    const net::steady_time target = now_ + time;
    for (;;) {
      const auto next = std::ranges::min_element(armed_, {}, [](const auto& entry) { return entry.second; });
      if (next == armed_.end() || next->second > target) break;
      now_ = std::max(now_, next->second);
      net::deadline* const due = next->first;
      armed_.erase(next);
      due->on_deadline();
      end_turn();
    }
    now_ = target;
  }

  /// Time passes, but nobody looks: a busy or sleeping machine.
  void stall(milliseconds time) { now_ += time; }

  [[nodiscard]] std::size_t armed() const noexcept { return armed_.size(); }
  int finished = 0;
  std::optional<net::steady_time> ended_at;  ///< set within the turn that finishes the session

 private:
  net::steady_time now_{std::chrono::hours(1)};
  std::map<net::deadline*, net::steady_time> armed_;
  std::vector<session*> to_flush_;
  std::vector<session*> ended_;
};

/// A request that remembers its answer.
struct fake_exchange final : exchange {
  using exchange::answer;
  void answer(http::response reply, compression mode) override {
    ++answers;
    packable = mode;
    status = reply.status;
    body = std::move(reply.body);
    for (auto& [name, value] : reply.headers) {
      if (name == "Content-Type") content_type = value;
    }
  }
  int answers = 0;
  compression packable = compression::off;
  unsigned status = 0;
  std::string body;
  std::string content_type;
};

/// What a connection holds until its bytes have left, as a stream's outbox does.
struct fake_outbox {
  std::vector<net::chunk> pieces;
  std::string copy;  ///< of the bytes, taken when they came

  void push(const net::chunk& frame) {
    copy += frame.view();
    if (pieces.empty() || !pieces.back().extend(frame)) pieces.push_back(frame);
  }
  /// The bytes as they are now.
  [[nodiscard]] std::string bytes() const {
    std::string all;
    for (const net::chunk& each : pieces) all += each.view();
    return all;
  }
};

/// A WebSocket that remembers its frames, `T<text>` or `B<binary>`.
struct fake_websocket final : websocket {
  send_outcome send(net::chunk frame, net::departure when) override {
    if (when == net::departure::later) ++later;
    if (closed) return send_outcome::closed;
    if (full) return send_outcome::over_limit;
    const std::string_view bytes = frame.view();
    const auto header = ws::decode_frame_header(bytes, ws::sender::server,
                                                deflate == nullptr ? ws::compressed::no : ws::compressed::yes)
                            .value()
                            .value();
    const bool text = header.op == ws::opcode::text;
    std::string payload(bytes.substr(header.size));
    if (header.deflated == ws::compressed::yes) {
      ws::inflater inflate;
      const auto plain = inflate.inflate(payload, 10'000'000).value();
      payload.assign(plain.begin(), plain.end());
      packed.push_back(frame);
    }
    frames.push_back((text ? "T" : "B") + payload);
    if (outbox != nullptr) outbox->push(frame);
    return send_outcome::queued;
  }
  ws::deflater* packer() const noexcept override { return deflate; }
  void close(farewell said) override {
    closed = true;
    words = said;
  }
  void detach() noexcept override { attached = false; }
  std::size_t pending() const noexcept override { return backlog; }
  bool writable() const noexcept override { return backlog == 0; }

  ws::deflater* deflate = nullptr;  ///< set: it takes compressed frames
  fake_outbox* outbox = nullptr;    ///< set: it keeps them, too
  std::vector<std::string> frames;
  std::vector<net::chunk> packed;  ///< those of them that were compressed, as they came
  void hasten() override { ++hastened; }

  int later = 0;  ///< frames that were sent for later
  int hastened = 0;
  bool closed = false;
  farewell words = farewell::plain;
  bool attached = true;
  bool full = false;
  std::size_t backlog = 0;
};

/// What a handler was told.
struct heard {
  std::vector<std::string> messages;  ///< `T<text>` or `B<binary>`
  std::vector<close_reason> closed;
  std::string detail;
  int drains = 0;
  int upgrades = 0;
  std::function<void(session&)> on_drain;
};

/// A handler that remembers, and does what the test wants on every message.
class recording_handler final : public session_handler {
 public:
  using action = std::function<void(session&, message_type, std::string_view)>;
  explicit recording_handler(heard& log, action on_each = {}) : log_(log), on_each_(std::move(on_each)) {}

  void on_message(session& self, message_type type, std::string_view payload) override {
    log_.messages.push_back((type == message_type::text ? "T" : "B") + std::string(payload));
    if (on_each_) on_each_(self, type, payload);
  }
  void on_close(session&, close_reason reason, std::string_view detail) override {
    log_.closed.push_back(reason);
    log_.detail = detail;
  }
  void on_drain(session& self) override {
    ++log_.drains;
    if (log_.on_drain) log_.on_drain(self);
  }
  void on_upgrade(session&) override { ++log_.upgrades; }

 private:
  heard& log_;
  action on_each_;
};

/// Sends everything back.
inline void echo(session& self, message_type type, std::string_view payload) { self.send(type, payload); }

/// One session with its client's side.
struct session_fixture {
  explicit session_fixture(protocol revision = protocol::v4, recording_handler::action on_each = echo,
                           polling_format polling = {}) {
    polling.revision = revision;
    self = std::make_unique<session>(host, session_id::generate(0), polling);
    action = std::move(on_each);
  }
  session_fixture(protocol revision, recording_handler::action on_each, const session_settings& settings)
      : session_fixture(revision, std::move(on_each)) {
    host.settings = settings;
  }

  /// A handshake by polling; the answer.
  fake_exchange& open_by_polling(std::function<void(session&)> while_accepting = {}) {
    self->begin(nullptr);
    if (while_accepting) while_accepting(*self);
    self->attach(std::make_unique<recording_handler>(log, action));
    auto& handshake = exchanges.emplace_back(std::make_shared<fake_exchange>());
    self->answer_handshake(handshake, "");
    host.end_turn();
    return *handshake;
  }
  void open_by_websocket(fake_websocket& socket) {
    self->begin(&socket);
    self->attach(std::make_unique<recording_handler>(log, action));
  }

  fake_exchange& poll() {
    auto& made = exchanges.emplace_back(std::make_shared<fake_exchange>());
    const auto kept = made;
    self->on_poll(kept, "");
    return *kept;
  }
  fake_exchange& post(std::string body, session::content type = session::content::text) {
    const auto kept = exchanges.emplace_back(std::make_shared<fake_exchange>());
    self->on_post(*kept, type, std::move(body));
    return *kept;
  }
  void frame(fake_websocket& from, std::string_view text) {
    if (from.attached) self->on_frame(from, message_type::text, text);
  }
  /// Probe and `5`, the client's polls done.
  void upgrade(fake_websocket& socket) {
    self->on_upgrade(socket);
    frame(socket, "2probe");
    frame(socket, "5");
    host.end_turn();
  }
  [[nodiscard]] bool over() {
    host.end_turn();
    return !log.closed.empty();
  }

  fake_host host;
  heard log;
  recording_handler::action action;
  std::vector<std::shared_ptr<fake_exchange>> exchanges;
  std::unique_ptr<session> self;
};

}  // namespace webchats::engineio
