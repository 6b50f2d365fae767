#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engineio/payload.hpp"
#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {

/// Chance that a seed repeats.
class dice {
 public:
  explicit dice(unsigned seed) : random_(seed) {}
  /// 0 … `choices` - 1.
  int operator()(int choices) { return static_cast<int>(random_() % static_cast<unsigned>(choices)); }

 private:
  std::mt19937 random_;
};

/// The messages of one direction, `T<text>` or `B<binary>`: they arrive as they were sent, in order, each once.
class ledger {
 public:
  static message_type kind_of(std::string_view message) {
    return message.front() == 'T' ? message_type::text : message_type::binary;
  }
  static std::string_view data_of(std::string_view message) { return message.substr(1); }

  /// One that differs from all before it: its number, longer now and then.
  std::string next(dice& roll) const {
    std::string made = (roll(3) == 0 ? "B" : "T") + std::to_string(sent_.size());
    if (roll(8) == 0) made.append(static_cast<std::size_t>(roll(300)), 'x');
    return made;
  }
  void send(std::string message) { sent_.push_back(std::move(message)); }
  void arrive(message_type kind, std::string_view data) {
    ASSERT_LT(arrived_, sent_.size()) << "nobody sent, or it came twice: " << data;
    const std::string_view expected = sent_[arrived_++];
    ASSERT_EQ(kind, kind_of(expected)) << expected;
    ASSERT_EQ(data, data_of(expected));
  }
  /// What is still on its way need not arrive.
  void give_up() { sent_.resize(arrived_); }
  [[nodiscard]] bool all_arrived() const { return arrived_ == sent_.size(); }

 private:
  std::vector<std::string> sent_;
  std::size_t arrived_ = 0;
};

/// The client's side of one session. It does what it is told, checks every answer, and knows how long its silence
/// is borne.
class model_client {
 public:
  model_client(session_fixture& session, dice& roll)
      : f_(session), roll_(roll), revision_(session.self->revision()), last_beat_(session.host.now()) {}

  ledger received;
  ledger sent;

  [[nodiscard]] bool on_websocket() const { return upgraded_; }
  [[nodiscard]] bool waits() const { return poll_ != nullptr; }
  [[nodiscard]] bool probes() const { return probe_ != nullptr && !upgraded_; }
  [[nodiscard]] bool leaves_polling() const { return probed_ && !upgraded_; }
  [[nodiscard]] bool reads() const { return probe_ == nullptr || !probe_->full; }
  [[nodiscard]] bool said_farewell() const { return said_farewell_; }

  void open_by_polling(const std::function<void(session&)>& while_accepting) {
    f_.open_by_polling(while_accepting);
    EXPECT_EQ(f_.exchanges.back()->status, over() && f_.exchanges.back()->body.empty() ? 400U : 200U);
    if (f_.exchanges.back()->status == 200) poll_ = f_.exchanges.back();
  }
  void open_by_websocket() {
    probe_ = sockets_.emplace_back(std::make_unique<fake_websocket>()).get();
    upgraded_ = true;
    f_.open_by_websocket(*probe_);
  }

  // ---- messages ----

  void send_messages(int count) {
    std::vector<std::string> messages;
    for (; count > 0; --count) sent.send(messages.emplace_back(sent.next(roll_)));
    std::vector<packet> packets;
    for (const std::string& each : messages) {
      packets.push_back({.type = packet_type::message, .kind = ledger::kind_of(each), .data = ledger::data_of(each)});
    }
    say(packets);
    // They are received at once, or never: a session that ends takes nothing.
    if (!f_.self->open()) sent.give_up();
    EXPECT_TRUE(sent.all_arrived());
  }

  void say(const std::vector<packet>& packets) {
    if (!upgraded_) return post(packets);
    for (const packet& each : packets) {
      const bool text = each.kind == message_type::text;
      std::string bytes(each.data);
      if (text) bytes.insert(0, 1, digit(each.type));
      if (!text && revision_ == protocol::v3) bytes.insert(0, 1, static_cast<char>(each.type));
      if (!probe_->attached) return;
      beat(each.type);
      f_.self->on_frame(*probe_, each.kind, bytes);
    }
  }
  void say(packet_type type) { say({{.type = type, .kind = message_type::text, .data = {}}}); }

  /// Also by a client that is on its WebSocket already.
  void post(const std::vector<packet>& packets) {
    const bool late = over() || upgraded_;
    if (!late) std::ranges::for_each(packets, [this](const packet& each) { beat(each.type); });
    const bool raw = revision_ == protocol::v3 && roll_(2) == 0;
    const std::string body = encode_payload(format(raw), packets);
    const auto& reply = f_.post(body, raw ? session::content::octet_stream : session::content::text);
    EXPECT_EQ(reply.status, late ? 400U : 200U);
    EXPECT_EQ(reply.body, late ? "" : "ok");
  }

  void answer_ping() {
    if (revision_ == protocol::v4 && !std::exchange(owes_pong_, false)) return;
    say(revision_ == protocol::v4 ? packet_type::pong : packet_type::ping);
  }

  // ---- polling ----

  /// Also one too many, or one that comes too late.
  void poll() {
    const bool refused = over() || upgraded_ || poll_ != nullptr;
    f_.poll();
    const auto& made = f_.exchanges.back();
    if (!refused) poll_ = made;
    EXPECT_TRUE(!refused || made->status == 400) << made->status;
  }
  void lose_poll() {
    given_up_ = std::exchange(poll_, nullptr);
    f_.self->on_poll_aborted(*given_up_);
  }
  /// The connection of a poll that has its answer, or of a post, goes: this means nothing.
  void lose_connection() {
    if (f_.exchanges.empty()) return;
    const auto& any = f_.exchanges[static_cast<std::size_t>(roll_(static_cast<int>(f_.exchanges.size())))];
    if (any != poll_) f_.self->on_poll_aborted(*any);
  }

  // ---- upgrade ----

  void open_probe() {
    const bool refused = over() || probe_ != nullptr;
    auto& opened = *sockets_.emplace_back(std::make_unique<fake_websocket>());
    f_.self->on_upgrade(opened);
    ASSERT_EQ(opened.closed, refused);
    ASSERT_EQ(opened.attached, !refused);
    if (refused) return;
    probe_ = &opened;
    probe_ends_ = f_.host.now() + f_.host.interval(deadline_kind::probe);
    if (f_.host.now() < ping_due()) ping_held_ = probe_ends_;
  }
  void send_probe() {
    probed_ = true;
    f_.frame(*probe_, "2probe");
    ASSERT_EQ(probe_->frames, std::vector<std::string>{"T3probe"});
    read_ = 1;
  }
  /// Some clients wait for their last poll, some do not.
  void finish_upgrade() {
    upgraded_ = true;
    ping_held_ = std::min(ping_held_, f_.host.now());
    f_.frame(*probe_, "5");
  }
  void spoil_probe() {
    f_.frame(*probe_, roll_(2) == 0 ? "4too early" : "2probes");
    ASSERT_TRUE(probe_->closed && !probe_->attached);
  }
  void close_socket() {
    if (probe_ == nullptr || !probe_->attached) return;
    probe_->closed = true;
    probe_->attached = false;
    f_.self->on_websocket_closed(*probe_, close_reason::transport_close, {});
  }
  /// What the server sends piles up, more than may wait.
  void stop_reading() {
    if (probed_ || upgraded_) probe_->full = true;
  }
  void read_on() {
    if (upgraded_ && probe_->attached) f_.self->on_websocket_drained(*probe_);
  }

  // ---- what arrives ----

  /// Takes everything that has come.
  void listen() {
    if (poll_ != nullptr && poll_->answers != 0) take(*std::exchange(poll_, nullptr));
    if (upgraded_) read_frames();
    if (!probes() || !probe_->closed) return;
    probe_ = nullptr;
    probed_ = false;
    ping_held_ = std::min(ping_held_, f_.host.now());
  }

  // ---- time ----

  /// Nothing was heard of the client since.
  [[nodiscard]] net::steady_time last_beat() const { return last_beat_; }
  /// When a session that hears no more from it must be gone.
  [[nodiscard]] net::steady_time borne_until() const {
    if (revision_ == protocol::v3) return last_beat_ + f_.host.interval(deadline_kind::client_silence);
    return std::max(ping_due(), ping_held_) + f_.host.interval(deadline_kind::ping_timeout);
  }

  /// After the end: no request without its one answer, no WebSocket left open.
  void expect_nothing_left() const {
    for (const auto& each : f_.exchanges) EXPECT_EQ(each->answers, each == given_up_ ? 0 : 1);
    for (const auto& each : sockets_) EXPECT_TRUE(each->closed && !each->attached);
  }

 private:
  [[nodiscard]] bool over() const { return f_.host.ended_at.has_value(); }
  [[nodiscard]] payload_format format(bool raw) const {
    if (revision_ == protocol::v4) return payload_format::v4;
    return raw ? payload_format::v3_binary : payload_format::v3_text;
  }
  [[nodiscard]] net::steady_time ping_due() const {
    return last_beat_ + f_.host.interval(deadline_kind::ping_interval);
  }

  /// Revision 3 counts every packet, revision 4 the answers to pings.
  void beat(packet_type type) {
    if (!f_.self->open() || type == packet_type::close) return;
    if (revision_ == protocol::v4 && type != packet_type::pong) return;
    last_beat_ = f_.host.now();
    if (probes()) ping_held_ = probe_ends_;
  }

  void take(const fake_exchange& answered) {
    ASSERT_EQ(answered.status, 200U);
    payload_reader reader(format(answered.content_type == "application/octet-stream"), answered.body);
    for (auto next = reader.next();; next = reader.next()) {
      ASSERT_TRUE(next) << answered.body;
      if (!*next) return;
      receive(**next);
    }
  }
  void read_frames() {
    for (; read_ < probe_->frames.size(); ++read_) {
      const std::string_view shown = probe_->frames[read_];
      std::string scratch;
      const auto decoded = shown.front() == 'T' ? decode_text(revision_, shown.substr(1), scratch)
                                                : decode_binary(revision_, shown.substr(1));
      ASSERT_TRUE(decoded) << shown;
      receive(*decoded);
    }
    said_farewell_ = said_farewell_ || probe_->closed;
  }
  void receive(const packet& p) {
    ASSERT_FALSE(said_farewell_) << "a packet after the end";
    if (p.type == packet_type::close) said_farewell_ = true;
    if (p.type == packet_type::message) received.arrive(p.kind, p.data);
    if (p.type != packet_type::ping) return;
    owes_pong_ = true;
    // A ping in the polling of a client that leaves it was due before the probe came.
    const auto probe_came = probe_ends_ - f_.host.interval(deadline_kind::probe);
    EXPECT_TRUE(!probes() || probe_->closed || ping_due() <= probe_came) << "a ping that was to be held";
  }

  session_fixture& f_;
  dice& roll_;
  protocol revision_;
  std::shared_ptr<fake_exchange> poll_;      ///< the one that waits for its answer
  std::shared_ptr<fake_exchange> given_up_;  ///< the one that does so no more
  std::vector<std::unique_ptr<fake_websocket>> sockets_;
  fake_websocket* probe_ = nullptr;  ///< the one that is, or would like to become, the session's
  std::size_t read_ = 0;             ///< frames of it
  bool probed_ = false;
  bool upgraded_ = false;
  bool owes_pong_ = false;
  bool said_farewell_ = false;  ///< the server, to this client
  net::steady_time last_beat_;
  net::steady_time probe_ends_{};
  net::steady_time ping_held_{};  ///< until then at most: no ping goes out while a probe is on
};

}  // namespace webchats::engineio
