#include <gtest/gtest.h>

#include <random>

#include "engineio/payload.hpp"
#include "unit/engineio/fake_host.hpp"

namespace webchats::engineio {
namespace {

/// A client that does legal things in a random order: polls, posts, probes, upgrades. Numbered messages flow both ways
/// and must arrive in order, each once, whatever the order of events.
class random_client {
 public:
  random_client(protocol revision, unsigned seed) : f_(revision, {}), random_(seed), revision_(revision) {
    f_.open_by_polling();
  }

  void run(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
      step();
      if (pick(3) == 0) end_turn();
    }
    settle();
  }

 private:
  int pick(int choices) { return static_cast<int>(random_() % static_cast<unsigned>(choices)); }

  void step() {
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

  void server_sends() {
    const std::string text = std::to_string(sent_by_server_);
    const bool queued =
        pick(2) == 0 ? f_.self->send(message_type::text, text) : f_.self->send(shared_message::text(text));
    ASSERT_TRUE(queued);
    ++sent_by_server_;
  }

  void client_sends() {
    const std::string packet = "4" + std::to_string(sent_by_client_++);
    if (upgraded_) return f_.frame(*probe_, packet);
    if (paused_) return static_cast<void>(--sent_by_client_);  // a client does not post while it upgrades
    const std::string body = revision_ == protocol::v3 ? std::to_string(packet.size()) + ":" + packet : packet;
    ASSERT_EQ(f_.post(body).body, "ok");
  }

  void start_poll() {
    if (poll_ != nullptr || upgraded_ || paused_) return;
    f_.poll();
    poll_ = f_.exchanges.back();
    take_poll();
  }

  void take_poll() {
    if (poll_ == nullptr || poll_->answers == 0) return;
    ASSERT_EQ(poll_->status, 200U);
    receive(poll_->body);
    poll_.reset();
  }

  void receive(const std::string& body) {
    payload_reader reader(revision_ == protocol::v3 ? payload_format::v3_text : payload_format::v4, body);
    for (auto next = reader.next();; next = reader.next()) {
      ASSERT_TRUE(next) << body;
      if (!*next) return;
      receive(**next);
    }
  }

  void receive(const packet& p) {
    if (p.type == packet_type::ping) owes_pong_ = true;
    if (p.type == packet_type::message) {
      ASSERT_EQ(p.data, std::to_string(received_++));
    }
  }

  void open_probe() {
    if (probe_ != nullptr) return;
    probe_ = std::make_unique<fake_websocket>();
    f_.self->on_upgrade(*probe_);
    ASSERT_FALSE(probe_->closed);
  }
  void send_probe() {
    if (probe_ == nullptr || probed_ || probe_->closed) return;
    probed_ = true;
    f_.frame(*probe_, "2probe");
    ASSERT_EQ(probe_->frames.back(), "T3probe");
    paused_ = true;  // from here on only a running poll is finished
    read_ = 1;
    take_poll();
  }
  void finish_upgrade() {
    if (!probed_ || upgraded_ || poll_ != nullptr || probe_->closed) return;
    upgraded_ = true;
    f_.frame(*probe_, "5");
    read_frames();
  }
  void drop_probe() {
    if (probe_ == nullptr || upgraded_ || pick(2) != 0) return;
    if (!probe_->closed) f_.self->on_websocket_closed(*probe_, close_reason::transport_close, {});
    probe_.reset();
    probed_ = paused_ = false;
  }

  void read_frames() {
    if (!upgraded_) return;
    for (; read_ < probe_->frames.size(); ++read_) {
      std::string scratch;
      const auto decoded = decode_text(revision_, std::string_view(probe_->frames[read_]).substr(1), scratch);
      ASSERT_TRUE(decoded);
      receive(*decoded);
    }
  }

  void answer_heartbeat() {
    end_turn();
    if (revision_ == protocol::v4 && !owes_pong_) return;
    owes_pong_ = false;
    const std::string beat = revision_ == protocol::v3 ? "2" : "3";
    if (upgraded_) return f_.frame(*probe_, beat);
    f_.post(revision_ == protocol::v3 ? "1:" + beat : beat);
  }

  void end_turn() {
    f_.host.end_turn();
    take_poll();
    read_frames();
    if (probe_ != nullptr && probe_->closed && !upgraded_) {
      probe_.reset();
      probed_ = paused_ = false;
    }
    ASSERT_TRUE(f_.log.closed.empty()) << to_string(f_.log.closed.front()) << " " << f_.log.detail;
  }

  void settle() {
    if (upgraded_) {
      end_turn();
    } else {
      for (int i = 0; i < 3; ++i) {
        paused_ = false;
        start_poll();
        end_turn();
      }
    }
    EXPECT_EQ(received_, sent_by_server_);
    ASSERT_EQ(f_.log.messages.size(), static_cast<std::size_t>(sent_by_client_));
    for (int i = 0; i < sent_by_client_; ++i) {
      ASSERT_EQ(f_.log.messages[static_cast<std::size_t>(i)], "T" + std::to_string(i));
    }
  }

  session_fixture f_;
  std::mt19937 random_;
  protocol revision_;
  std::shared_ptr<fake_exchange> poll_;
  std::unique_ptr<fake_websocket> probe_;
  std::size_t read_ = 0;
  bool probed_ = false;
  bool paused_ = false;
  bool upgraded_ = false;
  bool owes_pong_ = false;
  int sent_by_server_ = 0;
  int received_ = 0;
  int sent_by_client_ = 0;
};

TEST(session, loses_and_doubles_nothing_in_any_order_of_polls_posts_probes_and_upgrades) {
  for (unsigned seed = 0; seed < 10'000 && !HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    random_client(seed % 2 == 0 ? protocol::v3 : protocol::v4, seed).run(120);
  }
}

}  // namespace
}  // namespace webchats::engineio
