#include <gtest/gtest.h>

#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "unit/engineio/model_client.hpp"

namespace webchats::engineio {
namespace {

enum class manners : std::uint8_t {
  good,  ///< legal things in a random order, and the session lives on
  any,   ///< also what ends it: lost and doubled polls, goodbyes, silence, on both sides
};

/// One session's life: its client and its server do things in a random order, several in a turn. After every step and
/// every turn it is as it must be; the end comes when it may, never before and never later, and leaves nothing behind.
class random_history {
 public:
  random_history(protocol revision, transport first, manners how, unsigned seed)
      : f_(
            revision, [this](session&, message_type kind, std::string_view data) { on_message(kind, data); },
            polling_format{.binary_as = seed % 3 == 0 ? polling_format::binary::base64 : polling_format::binary::raw}),
        roll_(seed),
        client_(f_, roll_),
        manners_(how),
        steps_(20 + static_cast<int>(seed % 100)) {
    f_.log.on_drain = [this](session&) { react(); };
    if (how == manners::any && roll_(4) == 0) f_.host.settings.outbox_limit = small_outbox;
    if (first == transport::websocket) {
      client_.open_by_websocket();
    } else {
      client_.open_by_polling([this](session&) { react(); });
    }
    end_turn();
  }

  void run() {
    while (steps_-- > 0 && going_on()) {
      step();
      client_.listen();
      if (roll_(3) == 0) end_turn();
    }
    end_turn();
    server_is_quiet_ = true;
    if (going_on() && (manners_ == manners::good || roll_(2) == 0)) settle();
    if (going_on()) fall_silent();
    if (!::testing::Test::HasFailure()) expect_nothing_left();
    if (::testing::Test::HasFailure()) {
      ADD_FAILURE() << "revision " << (f_.self->revision() == protocol::v3 ? 3 : 4) << ", history:" << told_.str();
    }
  }

 private:
  [[nodiscard]] bool going_on() const { return f_.log.closed.empty() && !::testing::Test::HasFailure(); }
  void note(std::string_view what) { told_ << "\n  " << (f_.host.now() - born_) / milliseconds(1) << " ms  " << what; }

  // ---- what may happen ----

  void step() {
    if (manners_ == manners::any && roll_(25) == 0) return misbehave();
    switch (roll_(12)) {
      case 0:
      case 1:
        return server_sends();
      case 2:
      case 3:
        return note("client sends"), client_.send_messages(1 + roll_(3));
      case 4:
      case 5:
        return listen();
      case 6:
        if (client_.probes() && roll_(4) != 0) return;
        return note("probe opened"), client_.open_probe();
      case 7:
        if (!client_.probes() || client_.leaves_polling()) return;
        return note("2probe"), client_.send_probe();
      case 8:
        if (!client_.leaves_polling()) return;
        return note("5"), client_.finish_upgrade();
      case 9:
        if (!client_.probes() || roll_(2) == 0) return;
        return roll_(2) == 0 ? (note("probe spoilt"), client_.spoil_probe())
                             : (note("probe closed"), client_.close_socket());
      case 10:
        return note("a dead connection closed, the WebSocket drained"), client_.lose_connection(), client_.read_on();
      case 11:
        return pass(milliseconds(roll_(90))), stay_alive();
    }
  }

  void misbehave() {
    switch (roll_(10)) {
      case 0:
        if (!client_.waits()) return;
        note("poll lost");
        return end_for(close_reason::transport_error, [this] { client_.lose_poll(); });
      case 1:
        if (!client_.waits()) return;
        note("a second poll");
        return end_for(close_reason::transport_error, [this] { client_.poll(); });
      case 2:
        note("client says goodbye");
        return end_for(close_reason::transport_close, [this] { client_.say(packet_type::close); });
      case 3:
        if (!client_.on_websocket()) return;
        note("WebSocket lost");
        return end_for(close_reason::transport_close, [this] { client_.close_socket(); });
      case 4:
        return server_ends();
      case 5:
        if (!client_.on_websocket()) return;
        note("a post and a poll too late");
        client_.post({{.type = packet_type::message, .kind = message_type::text, .data = "lost"}});
        return client_.poll();
      case 6:
        return note("client stops reading"), client_.stop_reading();
      case 7:
        return pass(milliseconds(roll_(700)));
      case 8:
        return stall(milliseconds(roll_(400)));
      case 9:
        steps_ = 0;  // nobody does anything any more
        return;
    }
  }

  void server_sends() {
    const std::string made = client_.received.next(roll_);
    const auto kind = ledger::kind_of(made);
    const auto data = ledger::data_of(made);
    const bool open = f_.self->open();
    note(open ? "server sends" : "server would like to send");
    const bool queued = roll_(2) == 0                ? f_.self->send(kind, data)
                        : kind == message_type::text ? f_.self->send(shared_message::text(data))
                                                     : f_.self->send(shared_message::binary(data));
    EXPECT_TRUE(queued ? open : !f_.self->open());
    if (queued) client_.received.send(made);
  }
  void server_ends() {
    if (f_.self->open() && roll_(2) == 0) {
      note("server says goodbye");
      goodbye_ = f_.host.now();
      return f_.self->close(close_reason::forced_server_close);
    }
    note("server aborts");
    end_for(close_reason::server_shutting_down, [this] { f_.self->abort(close_reason::server_shutting_down); });
  }

  void on_message(message_type kind, std::string_view data) {
    EXPECT_TRUE(f_.self->open()) << "a message after the end";
    client_.sent.arrive(kind, data);
    react();
  }
  /// What a server does from within a handler.
  void react() {
    if (server_is_quiet_) return;
    if (roll_(4) == 0) server_sends();
    if (manners_ == manners::any && roll_(100) == 0) server_ends();
  }

  /// Does what ends the session at once; why it ends says whatever came first.
  template <class Act>
  void end_for(close_reason reason, Act act) {
    if (!f_.host.ended_at) reason_ = reason;
    act();
    EXPECT_TRUE(f_.host.ended_at);
  }

  // ---- time ----

  void pass(milliseconds time) {
    end_turn();
    note("time passes");
    f_.host.advance(time);
    end_turn();
  }
  /// The machine sleeps; then the session is asked for, or its timers come, late.
  void stall(milliseconds time) {
    end_turn();
    note("machine sleeps");
    f_.host.stall(time);
    stalled_ += time;
    if (going_on() && roll_(2) == 0) f_.self->expire();
    f_.host.advance(milliseconds(0));
    end_turn();
  }
  /// What a client does that is there.
  void stay_alive() {
    if (!going_on()) return;
    listen();
    end_turn();
    if (!going_on()) return;
    note("heartbeat");
    client_.answer_ping();
  }
  void listen() {
    if (client_.waits() || client_.on_websocket()) return;
    note("poll");
    client_.poll();
  }
  [[nodiscard]] net::steady_time borne_until() const {
    if (goodbye_) return *goodbye_ + f_.host.interval(deadline_kind::drain) + stalled_;
    return client_.borne_until() + stalled_;
  }

  // ---- how it must be ----

  void end_turn() {
    note("turn ends");
    f_.host.end_turn();
    client_.listen();
    if (!f_.log.closed.empty()) return expect_reason();
    EXPECT_LE(f_.host.now(), borne_until()) << "alive after its deadline";
    EXPECT_GE(f_.host.armed(), 1U) << "nothing will ever end it";
    EXPECT_FALSE(goodbye_ && (client_.waits() || client_.on_websocket())) << "the goodbye is held back";
    EXPECT_FALSE(client_.waits() && (client_.leaves_polling() || client_.on_websocket()))
        << "the last poll is held back";
    if (client_.waits() || client_.on_websocket()) {
      EXPECT_TRUE(client_.received.all_arrived()) << "a client that listens does not hear everything";
    }
  }

  void expect_reason() const {
    const close_reason reason = f_.log.closed.front();
    const net::steady_time when = f_.host.ended_at.value();
    EXPECT_TRUE(manners_ == manners::any || client_is_gone_) << "ended although all is well: " << to_string(reason);
    if (reason_) {
      EXPECT_EQ(reason, *reason_);
    } else if (reason == close_reason::slow_consumer) {
      EXPECT_TRUE(!client_.reads() || f_.host.settings.outbox_limit == small_outbox);
    } else if (goodbye_) {
      EXPECT_EQ(reason, close_reason::forced_server_close);
      EXPECT_LE(when, borne_until());
      // Who heard the goodbye has heard everything before it; who does not come for it is waited for.
      EXPECT_TRUE(client_.said_farewell() ? client_.received.all_arrived()
                                          : when >= *goodbye_ + f_.host.interval(deadline_kind::drain));
    } else {
      EXPECT_EQ(reason, close_reason::ping_timeout) << f_.log.detail;
      EXPECT_LE(when, borne_until()) << "borne for too long";
      // 10 ms: how exactly the silence of a revision 3 client is measured.
      EXPECT_GE(when - client_.last_beat(), milliseconds(490)) << "not silent for long enough";
    }
  }

  /// A client that goes on listening gets everything, and the goodbye if there is one.
  void settle() {
    note("both only listen");
    for (int i = 0; i < 3 && going_on(); ++i) {
      listen();
      end_turn();
    }
    const bool cut = !f_.log.closed.empty() && f_.log.closed.front() == close_reason::slow_consumer;
    EXPECT_TRUE(cut || client_.received.all_arrived());
    EXPECT_TRUE(!goodbye_ || !f_.log.closed.empty());
  }
  /// From now on the client does nothing, with or without a poll or a probe on its way.
  void fall_silent() {
    note("client falls silent");
    client_is_gone_ = true;
    f_.host.advance(std::chrono::ceil<milliseconds>(borne_until() - f_.host.now()));
    EXPECT_FALSE(f_.log.closed.empty()) << "alive after its deadline";
    end_turn();
  }
  void expect_nothing_left() const {
    EXPECT_EQ(f_.log.closed.size(), 1U);
    EXPECT_EQ(f_.host.finished, 1);
    EXPECT_EQ(f_.host.armed(), 0U);
    client_.expect_nothing_left();
  }

  static constexpr std::size_t small_outbox = 1500;

  session_fixture f_;
  dice roll_;
  model_client client_;
  manners manners_;
  int steps_;
  bool server_is_quiet_ = false;
  bool client_is_gone_ = false;
  std::optional<close_reason> reason_;       ///< set: it has ended, or ends with this turn
  std::optional<net::steady_time> goodbye_;  ///< when the server said it; what waits is sent first
  milliseconds stalled_{0};
  net::steady_time born_ = f_.host.now();
  std::ostringstream told_;
};

void play(manners how, unsigned seeds) {
  for (unsigned seed = 0; seed < seeds && !::testing::Test::HasFailure(); ++seed) {
    const auto revision = seed % 2 == 0 ? protocol::v3 : protocol::v4;
    const auto first = seed % 5 == 0 ? transport::websocket : transport::polling;
    SCOPED_TRACE("seed " + std::to_string(seed));
    random_history(revision, first, how, seed).run();
  }
}

TEST(session, loses_and_doubles_nothing_in_any_order_of_polls_posts_probes_and_upgrades) { play(manners::good, 8'000); }

TEST(session, ends_when_it_must_and_leaves_nothing_whatever_both_sides_do) { play(manners::any, 16'000); }

}  // namespace
}  // namespace webchats::engineio
