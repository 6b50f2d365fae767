#include <gtest/gtest.h>

#include <random>

#include "engineio/payload.hpp"
#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

enum class manners : std::uint8_t {
  good,  ///< legal things in a random order, and the session lives on
  any,   ///< also what ends it: aborted and doubled polls, goodbyes, silence; and the server may end it, too
};

/// A client and a server that do things in a random order. Numbered messages, text and binary, flow both ways and must
/// arrive in order, each once; until the end all of them. The end comes when it may, never before, and leaves nothing
/// behind.
class random_history {
 public:
  random_history(protocol revision, manners how, unsigned seed)
      : f_(
            revision, [this](session&, message_type, std::string_view) { answer_from_handler(); },
            polling_format{.binary_as = seed % 3 == 0 ? polling_format::binary::base64 : polling_format::binary::raw}),
        random_(seed),
        revision_(revision),
        manners_(how) {
    f_.open_by_polling();
    last_beat_ = f_.host.now();
  }

  void run(int steps) {
    for (int i = 0; i < steps && going_on(); ++i) {
      step();
      // After the goodbye any step may have been the last, which shows at the end of the turn.
      if (told_all_ || pick(3) == 0) end_turn();
    }
    end_turn();
    if (going_on() && (manners_ == manners::good || pick(2) == 0)) settle();
    if (going_on()) fall_silent();
    if (!::testing::Test::HasFailure()) leave_nothing();
  }

 private:
  int pick(int choices) { return static_cast<int>(random_() % static_cast<unsigned>(choices)); }
  [[nodiscard]] bool going_on() const { return f_.log.closed.empty() && !::testing::Test::HasFailure(); }

  void step() {
    if (manners_ == manners::any && pick(25) == 0) return misbehave(), end_turn();
    switch (pick(9)) {
      case 0:
      case 1:
        return server_sends();
      case 2:
        return client_sends();
      case 3:
        return start_poll();
      case 4:
        return open_probe();
      case 5:
        return send_probe();
      case 6:
        return finish_upgrade();
      case 7:
        return drop_probe();
      case 8:
        return f_.host.advance(milliseconds(pick(20))), answer_heartbeat();
    }
  }

  void misbehave() {
    switch (pick(7)) {
      case 0:
        if (poll_ == nullptr) return;
        end_cause_ = close_reason::transport_error;
        return f_.self->on_poll_aborted(*std::exchange(poll_, nullptr));
      case 1:  // a second poll
        if (poll_ == nullptr || upgraded_) return;
        end_cause_ = close_reason::transport_error;
        return static_cast<void>(f_.poll());
      case 2:
        end_cause_ = close_reason::transport_close;
        if (upgraded_) return frame(message_type::text, "1");
        return post({{.type = packet_type::close, .kind = message_type::text, .data = {}}});
      case 3:
        if (!upgraded_) return;
        end_cause_ = close_reason::transport_close;
        return close_socket();
      case 4:
        if (!f_.self->open()) return;
        end_cause_ = close_reason::forced_server_close;
        told_all_ = true;  // if the client listens
        return f_.self->close(close_reason::forced_server_close);
      case 5:
        if (!f_.self->open()) return;
        end_cause_ = close_reason::server_shutting_down;
        return f_.self->abort(close_reason::server_shutting_down);
      case 6:
        return f_.host.advance(milliseconds(pick(700)));  // nobody answers heartbeats meanwhile
    }
  }

  // ---- messages ----

  /// The next message of one side: its number, longer now and then, as text or binary.
  std::string next_message(std::vector<std::string>& sent) {
    std::string made = (pick(3) == 0 ? "B" : "T") + std::to_string(sent.size());
    if (pick(8) == 0) made.append(static_cast<std::size_t>(pick(300)), 'x');
    return made;
  }
  static message_type kind_of(std::string_view shown) {
    return shown.front() == 'T' ? message_type::text : message_type::binary;
  }

  void server_sends() {
    const std::string made = next_message(sent_by_server_);
    const auto data = std::string_view(made).substr(1);
    const bool open = f_.self->open();
    const bool queued = pick(2) == 0                          ? f_.self->send(kind_of(made), data)
                        : kind_of(made) == message_type::text ? f_.self->send(shared_message::text(data))
                                                              : f_.self->send(shared_message::binary(data));
    ASSERT_EQ(queued, open);
    if (queued) sent_by_server_.push_back(made);
  }
  void answer_from_handler() {
    if (pick(4) == 0) server_sends();
  }

  void client_sends() {
    if (paused_ && !upgraded_) return;  // a client does not post while it upgrades
    const std::size_t first = sent_by_client_.size();
    const bool heard = f_.self->open();
    for (int left = 1 + pick(3); left > 0; --left) sent_by_client_.push_back(next_message(sent_by_client_));
    std::vector<packet> packets;
    for (std::size_t i = first; i < sent_by_client_.size(); ++i) {
      const std::string_view made = sent_by_client_[i];
      packets.push_back({.type = packet_type::message, .kind = kind_of(made), .data = made.substr(1)});
    }
    if (upgraded_) {
      for (const packet& each : packets) {
        const char type = each.kind == message_type::text ? '4' : '\x04';
        const bool typed = each.kind == message_type::text || revision_ == protocol::v3;
        frame(each.kind, (typed ? std::string(1, type) : std::string()) + std::string(each.data));
      }
    } else {
      post(packets);
    }
    if (!heard) sent_by_client_.resize(first);  // a session that is closing takes nothing
  }

  void frame(message_type kind, std::string_view bytes) {
    beat();
    if (probe_->attached) f_.self->on_frame(*probe_, kind, bytes);
  }
  void post(const std::vector<packet>& packets) {
    beat();
    const bool raw = revision_ == protocol::v3 && pick(2) == 0;
    const auto format = revision_ == protocol::v4 ? payload_format::v4
                        : raw                     ? payload_format::v3_binary
                                                  : payload_format::v3_text;
    const auto type = raw ? session::content::octet_stream : session::content::text;
    ASSERT_EQ(f_.post(encode_payload(format, packets), type).body, "ok");
  }

  // ---- polling ----

  void start_poll() {
    if (poll_ != nullptr || upgraded_ || (paused_ && pick(2) == 0)) return;
    f_.poll();
    poll_ = f_.exchanges.back();
    take_poll();
  }

  void take_poll() {
    if (poll_ == nullptr || poll_->answers == 0) return;
    ASSERT_EQ(poll_->status, 200U);
    const bool raw = poll_->content_type == "application/octet-stream";
    const std::string body = std::exchange(poll_, nullptr)->body;
    payload_reader reader(revision_ == protocol::v4 ? payload_format::v4
                          : raw                     ? payload_format::v3_binary
                                                    : payload_format::v3_text,
                          body);
    for (auto next = reader.next();; next = reader.next()) {
      ASSERT_TRUE(next) << body;
      if (!*next) return;
      receive(**next);
    }
  }

  void receive(const packet& p) {
    if (p.type == packet_type::ping) owes_pong_ = true;
    if (p.type != packet_type::message) return;
    ASSERT_LT(received_, sent_by_server_.size());
    const std::string_view sent = sent_by_server_[received_++];
    ASSERT_EQ(p.kind, kind_of(sent));
    ASSERT_EQ(p.data, sent.substr(1));
  }

  // ---- upgrade ----

  void open_probe() {
    auto& opened = sockets_.emplace_back(std::make_unique<fake_websocket>());
    f_.self->on_upgrade(*opened);
    if (probe_ != nullptr) {  // one is there already; only the new one is sent away
      ASSERT_TRUE(opened->closed && !opened->attached);
      return;
    }
    ASSERT_FALSE(opened->closed);
    probe_ = opened.get();
  }
  void send_probe() {
    if (probe_ == nullptr || probed_ || probe_->closed) return;
    f_.frame(*probe_, "2probe");
    ASSERT_EQ(probe_->frames.back(), "T3probe");
    probed_ = paused_ = true;  // from here on polls are only finished
    read_ = 1;
    take_poll();
  }
  void finish_upgrade() {
    if (!probed_ || upgraded_ || probe_->closed) return;
    if (poll_ != nullptr && pick(2) == 0) return;  // some clients wait for their last poll, some do not
    upgraded_ = true;
    f_.frame(*probe_, "5");
    take_poll();
    ASSERT_EQ(poll_, nullptr);
    read_frames();
  }
  void drop_probe() {
    if (probe_ == nullptr || upgraded_ || pick(2) != 0) return;
    if (!probe_->closed && pick(2) == 0) f_.frame(*probe_, pick(2) == 0 ? "4too early" : "2probes");
    if (!probe_->closed) close_socket();
    forget_probe();
  }
  void close_socket() {
    probe_->closed = true;
    f_.self->on_websocket_closed(*probe_, close_reason::transport_close, {});
  }
  void forget_probe() {
    probe_ = nullptr;
    probed_ = paused_ = false;
  }

  void read_frames() {
    if (!upgraded_) return;
    for (; read_ < probe_->frames.size(); ++read_) {
      const std::string_view shown = probe_->frames[read_];
      std::string scratch;
      const auto decoded = shown.front() == 'T' ? decode_text(revision_, shown.substr(1), scratch)
                                                : decode_binary(revision_, shown.substr(1));
      ASSERT_TRUE(decoded);
      receive(*decoded);
    }
  }

  // ---- time ----

  /// Revision 3 counts every packet, revision 4 the answers to pings.
  void beat() {
    if (revision_ == protocol::v3 && f_.self->open()) last_beat_ = f_.host.now();
  }
  void answer_heartbeat() {
    end_turn();
    if (!going_on() || (revision_ == protocol::v4 && !owes_pong_)) return;
    owes_pong_ = false;
    if (f_.self->open()) last_beat_ = f_.host.now();
    const packet_type type = revision_ == protocol::v3 ? packet_type::ping : packet_type::pong;
    if (upgraded_) return frame(message_type::text, std::string(1, digit(type)));
    post({{.type = type, .kind = message_type::text, .data = {}}});
  }

  void end_turn() {
    f_.host.end_turn();
    take_poll();
    read_frames();
    if (probe_ != nullptr && probe_->closed && !upgraded_) forget_probe();
    if (!f_.log.closed.empty()) expect_cause(f_.log.closed.front());
  }
  void expect_cause(close_reason reason) const {
    if (reason == close_reason::ping_timeout && !end_cause_) {
      // 10 ms: how exactly the silence of a revision 3 client is measured.
      EXPECT_GE(f_.host.now() - last_beat_, milliseconds(490)) << "the client was not silent for long enough";
    } else {
      ASSERT_TRUE(end_cause_) << to_string(reason) << " " << f_.log.detail;
      // Whoever is first says why; a client may leave while the server waits for its last poll.
      if (reason != close_reason::transport_error && reason != close_reason::transport_close) {
        EXPECT_TRUE(reason == *end_cause_ || told_all_);
      }
    }
  }

  // ---- the end ----

  /// A client that goes on listening gets everything, also when the server has said goodbye.
  void settle() {
    for (int i = 0; i < 4 && f_.log.closed.empty(); ++i) {
      paused_ = false;
      if (!upgraded_) start_poll();
      end_turn();
    }
    EXPECT_EQ(received_, sent_by_server_.size());
    if (told_all_) EXPECT_FALSE(f_.log.closed.empty());
  }

  /// From now on the client does nothing, with or without a poll or a probe on its way.
  void fall_silent() {
    milliseconds patience(510);  // heartbeats
    if (revision_ == protocol::v4 && probe_ != nullptr && !upgraded_) patience += milliseconds(1000);
    if (told_all_) patience = milliseconds(3000);
    f_.host.advance(patience);
    ASSERT_EQ(f_.log.closed.size(), 1U) << "alive after " << patience.count() << " ms of silence";
    EXPECT_EQ(f_.log.closed.front(), told_all_ ? close_reason::forced_server_close : close_reason::ping_timeout);
    end_turn();
  }

  void leave_nothing() {
    EXPECT_EQ(f_.log.messages, sent_by_client_);
    EXPECT_LE(received_, sent_by_server_.size());
    ASSERT_EQ(f_.log.closed.size(), 1U);
    // A goodbye that was heard came after everything else.
    if (f_.log.closed.front() == close_reason::forced_server_close && f_.log.detail.empty()) {
      EXPECT_EQ(received_, sent_by_server_.size());
    }
    EXPECT_EQ(f_.host.finished, 1);
    EXPECT_EQ(f_.host.armed(), 0U);
    for (const auto& each : f_.exchanges) EXPECT_LE(each->answers, 1);
    // Whoever has given a poll up is not answered.
    const auto unanswered = std::ranges::count(f_.exchanges, 0, [](const auto& each) { return each->answers; });
    EXPECT_LE(unanswered, f_.log.detail == "poll connection closed prematurely" ? 1 : 0);
    for (const auto& each : sockets_) EXPECT_TRUE(each->closed);
  }

  session_fixture f_;
  std::mt19937 random_;
  protocol revision_;
  manners manners_;
  std::shared_ptr<fake_exchange> poll_;
  std::vector<std::unique_ptr<fake_websocket>> sockets_;
  fake_websocket* probe_ = nullptr;  ///< the one that is, or would like to become, the session's
  std::size_t read_ = 0;
  bool probed_ = false;
  bool paused_ = false;
  bool upgraded_ = false;
  bool owes_pong_ = false;
  bool told_all_ = false;
  std::optional<close_reason> end_cause_;
  net::steady_time last_beat_{};
  std::vector<std::string> sent_by_server_;
  std::vector<std::string> sent_by_client_;
  std::size_t received_ = 0;
};

void play(manners how, unsigned seeds) {
  for (unsigned seed = 0; seed < seeds && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_history(seed % 2 == 0 ? protocol::v3 : protocol::v4, how, seed).run(20 + static_cast<int>(seed % 100));
  }
}

TEST(session, loses_and_doubles_nothing_in_any_order_of_polls_posts_probes_and_upgrades) { play(manners::good, 5'000); }

TEST(session, ends_when_it_must_and_leaves_nothing_whatever_both_sides_do) { play(manners::any, 15'000); }

}  // namespace
}  // namespace webchats::engineio
