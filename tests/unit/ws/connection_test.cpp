#include "ws/connection.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "net/deadline.hpp"
#include "net/listener.hpp"
#include "net/loop_group.hpp"
#include "support/ws_transcript.hpp"
#include "unit/ws/raw_client.hpp"
#include "ws/deflate.hpp"

namespace webchats::ws {
namespace {

using namespace std::string_literals;
using test::client_frame;

/// What the handler saw, in order, handed from the loop's thread to the test's.
class journal {
 public:
  void add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
    added_.notify_all();
  }
  std::string next() {
    std::unique_lock lock(mutex_);
    // Only a test that fails waits that long.
    if (!added_.wait_for(lock, std::chrono::seconds(10), [this] { return !lines_.empty(); })) return "nothing";
    std::string line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }

 private:
  std::mutex mutex_;
  std::condition_variable added_;
  std::deque<std::string> lines_;
};

/// Writes down what happens, and does what the test wants on open and on each message.
struct recorder final : connection_handler {
  using on_text = std::function<void(connection&, std::string_view)>;

  recorder(journal& target, std::function<void(connection&)> open, on_text text)
      : seen(target), opened(std::move(open)), reacts(std::move(text)) {}

  void on_open(connection& self) override {
    if (opened) opened(self);
  }
  void on_message(connection& self, message_type type, std::span<char> payload) override {
    const std::string text(payload.data(), payload.size());
    seen.add((type == message_type::text ? "text " : "binary ") + text);
    if (reacts) reacts(self, text);
  }
  void on_close(connection& self, close_code code, std::string_view reason) override {
    EXPECT_FALSE(self.send(message_type::text, "too late"));
    seen.add("close " + std::to_string(static_cast<int>(code)) + " " + std::string(reason));
  }

  journal& seen;
  std::function<void(connection&)> opened;
  on_text reacts;
};

/// One connection of the code under test on a real loop, with a raw client at its other end.
class connection_test : public testing::Test {
 protected:
  raw_client& connect(std::string early = {}) {
    net::listening_socket socket({boost::asio::ip::address_v4::loopback(), 0});
    const std::uint16_t port = socket.address().port();
    loops_.start();
    loops_[0].post([this, early, socket = std::make_shared<net::listening_socket>(std::move(socket))]() mutable {
      listener_ = std::make_unique<net::listener>(
          loops_[0], std::move(*socket), [this, early](const net::stream_ptr& stream) mutable {
            stream->start(nullptr);
            if (outbox_limit) stream->set_outbox_limit(outbox_limit);
            connection::start(*stream, settings, std::make_unique<recorder>(seen, opened, reacts), early);
          });
    });
    client_ = std::make_unique<raw_client>(port);
    return *client_;
  }

  void disconnect() { client_.reset(); }

  /// Writes "later" into the journal when `time` has passed on the loop.
  void note_after(std::chrono::milliseconds time) {
    loops_[0].post([this, time] { timer_ = std::make_unique<timer>(loops_[0], time, seen); });
  }

  // The streams end with the loop and may still use what the test holds.
  void TearDown() override {
    loops_[0].post([this] {
      listener_.reset();
      timer_.reset();
    });
    loops_.stop();
  }

  options settings;
  std::size_t outbox_limit = 0;
  std::function<void(connection&)> opened;
  recorder::on_text reacts;
  journal seen;

 private:
  struct timer final : net::deadline {
    timer(net::loop& loop, std::chrono::milliseconds time, journal& target) : queue(loop, time), seen(target) {
      queue.arm(*this);
    }
    void on_deadline() override { seen.add("later"); }
    net::deadline_queue queue;
    journal& seen;
  };

  std::unique_ptr<raw_client> client_;
  net::loop_group loops_{1};
  std::unique_ptr<net::listener> listener_;
  std::unique_ptr<timer> timer_;
};

TEST_F(connection_test, delivers_messages_and_sends_answers) {
  reacts = [](connection& self, std::string_view text) { EXPECT_TRUE(self.send(message_type::text, text)); };
  raw_client& client = connect();
  client.send(client_frame(0x81, "hello") + client_frame(0x01, "in ") + client_frame(0x80, "parts"));
  EXPECT_EQ(seen.next(), "text hello");
  EXPECT_EQ(seen.next(), "text in parts");
  EXPECT_EQ(client.read(16), "\x81\x05hello\x81\x08in parts"s.substr(0, 16));
}

TEST_F(connection_test, takes_bytes_that_came_with_the_handshake) {
  connect(client_frame(0x81, "early"));
  EXPECT_EQ(seen.next(), "text early");
}

TEST_F(connection_test, sends_frames_that_were_made_once) {
  const base::shared_buffer frame = encode_frame(message_type::binary, "shared");
  opened = [frame](connection& self) {
    EXPECT_TRUE(self.send_frame(net::chunk(frame)));
    EXPECT_TRUE(self.send_frame(net::chunk(frame)));
  };
  EXPECT_EQ(connect().read(16), "\x82\x06shared\x82\x06shared");
}

TEST_F(connection_test, answers_each_ping) {
  raw_client& client = connect();
  client.send(client_frame(0x89, "one") + client_frame(0x89, ""));
  EXPECT_EQ(client.read(7), "\x8a\x03one\x8a\x00"s);
}

TEST_F(connection_test, answers_of_a_flood_of_pings_the_first_and_the_last) {
  std::string flood;
  for (int i = 0; i < 5000; ++i) flood += client_frame(0x89, std::to_string(10'000 + i));
  raw_client& client = connect(flood);
  std::string expected;
  for (int i = 0; i < 32; ++i) expected += "\x8a\x05" + std::to_string(10'000 + i);
  expected +=
      "\x8a\x05"
      "14999";
  EXPECT_EQ(client.read(expected.size()), expected);
  client.send(client_frame(0x88, ""));
  EXPECT_EQ(client.read_to_end(), "\x88\x00"s);
}

TEST_F(connection_test, answers_the_peers_close_and_ends) {
  raw_client& client = connect();
  client.send(client_frame(0x88,
                           "\x03\xe8"
                           "bye") +
              client_frame(0x81, "ignored"));
  EXPECT_EQ(client.read_to_end(), "\x88\x02\x03\xe8"s);
  EXPECT_EQ(seen.next(), "close 1000 bye");
}

TEST_F(connection_test, tells_the_peer_why_it_fails) {
  raw_client& client = connect();
  client.send(client_frame(0x81, "fine") + "\xa2\x00"s);
  const std::string why = "reserved bits are set";
  EXPECT_EQ(client.read_to_end(), "\x88"s + static_cast<char>(2 + why.size()) + "\x03\xea" + why);
  EXPECT_EQ(seen.next(), "text fine");
  EXPECT_EQ(seen.next(), "close 1002 " + why);
}

TEST_F(connection_test, refuses_a_message_over_the_limit_before_it_arrives) {
  settings.max_message = 100;
  raw_client& client = connect();
  client.send(client_frame(0x82, std::string(101, 'x')).substr(0, 8));
  EXPECT_EQ(seen.next(), "close 1009 payload too big: 101 > 100 bytes");
  EXPECT_EQ(client.read_to_end(), "\x88\x22\x03\xf1payload too big: 101 > 100 bytes"s);
}

TEST_F(connection_test, that_is_closed_here_delivers_nothing_more_and_waits_for_the_answer) {
  reacts = [](connection& self, std::string_view) {
    self.close(close_code::going_away, "moving");
    EXPECT_FALSE(self.send(message_type::text, "no more"));
  };
  raw_client& client = connect();
  client.send(client_frame(0x81, "first") + client_frame(0x81, "second") + client_frame(0x89, "ping"));
  EXPECT_EQ(seen.next(), "text first");
  EXPECT_EQ(client.read(10), "\x88\x08\x03\xe9moving");
  client.send(client_frame(0x88, "\x03\xe9"));
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_EQ(seen.next(), "close 1001 ");
}

TEST_F(connection_test, drops_a_peer_that_does_not_answer_the_close_frame) {
  settings.close_timeout = std::chrono::milliseconds(20);
  opened = [](connection& self) { self.close(close_code::normal); };
  EXPECT_EQ(connect().read_to_end(), "\x88\x02\x03\xe8"s);
  EXPECT_EQ(seen.next(), "close 1006 closed by this side");
}

TEST_F(connection_test, ends_when_a_message_is_never_finished) {
  settings.message_timeout = std::chrono::milliseconds(20);
  EXPECT_EQ(connect(client_frame(0x01, "half")).read_to_end().substr(0, 4), "\x88\x17\x03\xf0");
  EXPECT_EQ(seen.next(), "close 1008 message took too long");
}

TEST_F(connection_test, ends_when_a_header_is_never_finished) {
  settings.message_timeout = std::chrono::milliseconds(20);
  EXPECT_EQ(connect("\x81").read_to_end().substr(0, 4), "\x88\x17\x03\xf0");
  EXPECT_EQ(seen.next(), "close 1008 message took too long");
}

TEST_F(connection_test, forgets_the_deadline_of_a_message_that_was_finished) {
  settings.message_timeout = std::chrono::milliseconds(20);
  raw_client& client = connect(client_frame(0x01, "a"));
  client.send(client_frame(0x80, "b"));
  EXPECT_EQ(seen.next(), "text ab");
  note_after(std::chrono::milliseconds(60));
  EXPECT_EQ(seen.next(), "later");
  client.send(client_frame(0x81, "still here"));
  EXPECT_EQ(seen.next(), "text still here");
}

TEST_F(connection_test, reports_a_peer_that_disappears) {
  connect("");
  disconnect();
  EXPECT_EQ(seen.next(), "close 1006 closed by the peer");
}

TEST_F(connection_test, cuts_off_a_peer_that_does_not_read) {
  outbox_limit = 64 * 1024;
  opened = [](connection& self) {
    const std::string block(32 * 1024, 'x');
    int sent = 0;
    while (self.send(message_type::binary, block)) ASSERT_LT(++sent, 10'000);
  };
  connect();
  EXPECT_EQ(seen.next(), "close 1006 slow consumer");
}

TEST_F(connection_test, compresses_long_messages_when_agreed) {
  settings.deflate = options::deflate_mode::on;
  settings.deflate_threshold = 100;
  const std::string text(1000, 'a');
  opened = [text](connection& self) {
    self.send(message_type::text, "short");
    self.send(message_type::text, text);
  };
  deflater pack;
  const std::string packed(pack.deflate(text));
  raw_client& client = connect();
  EXPECT_EQ(client.read(7), "\x81\x05short");
  EXPECT_EQ(client.read(2 + packed.size()), "\xc1"s + static_cast<char>(packed.size()) + packed);
  client.send(client_frame(0xc1, packed));
  EXPECT_EQ(seen.next(), "text " + text);
}

}  // namespace
}  // namespace webchats::ws
