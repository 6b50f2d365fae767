#include <atomic>
#include <future>
#include <string>
#include <utility>

#include "loop_fixture.hpp"
#include "net/loop.hpp"
#include "net/stream.hpp"
#include "net/tls.hpp"
#include "support/tcp_client.hpp"
#include "support/tls_client.hpp"

namespace webchats::net {
namespace {

using namespace std::chrono_literals;
using test::tcp_client;
using test::tls_client;

/// A loop whose connections speak TLS; what every stream does is in stream_test.cpp.
class tls_stream : public loop_test {
 protected:
  std::uint16_t serve_with(std::function<std::unique_ptr<scripted_handler>(stream&)> make,
                           std::chrono::milliseconds handshake_timeout = 10s) {
    const tls_context context(tls_options{.certificate_chain = certificate_.chain(),
                                          .private_key = certificate_.key(),
                                          .handshake_timeout = handshake_timeout});
    return serve([context, make = std::move(make)](const stream_ptr& accepted) {
      accepted->use_tls(context);
      EXPECT_TRUE(accepted->encrypted());
      accepted->start(make(*accepted));
    });
  }

  /// Serves an echo and gives the cause of the first end.
  std::uint16_t serve_echo(std::chrono::milliseconds handshake_timeout = 10s) {
    return serve_with(
        [this](stream& self) {
          auto handler = std::make_unique<scripted_handler>();
          handler->bytes = [&self](std::span<char> bytes) { self.write(chunk::copy({bytes.data(), bytes.size()})); };
          handler->end = [](stream&) { ADD_FAILURE() << "the peer has not said that it ended"; };
          handler->closed = [this](close_cause cause) {
            if (!std::exchange(told_, true)) ended_.set_value(cause);
          };
          return handler;
        },
        handshake_timeout);
  }

  test::certificate certificate_;
  std::promise<close_cause> ended_;
  bool told_ = false;
};

TEST_F(tls_stream, holds_what_is_written_until_the_handshake_is_done) {
  const std::string greeting(200'000, 'g');
  const std::uint16_t port = serve([&](const stream_ptr& accepted) {
    accepted->use_tls(tls_options{.certificate_chain = certificate_.chain(), .private_key = certificate_.key()});
    accepted->start(std::make_unique<scripted_handler>());
    EXPECT_TRUE(accepted->write(chunk::copy(greeting)));
    accepted->flush_now();
    EXPECT_EQ(accepted->pending(), greeting.size());
    accepted->close();
  });
  tls_client client(port);
  EXPECT_EQ(client.receive_all(), greeting);
  EXPECT_TRUE(client.peer().ended());
}

TEST_F(tls_stream, shakes_hands_over_bytes_that_come_one_by_one) {
  tcp_client tcp(serve_echo());
  test::tls_peer peer;
  while (!peer.shake_hands()) {
    for (const char byte : peer.fetch()) tcp.send({&byte, 1});
    peer.feed(tcp.receive_some(65'536));
  }
  peer.write("hello");
  for (const char byte : peer.fetch()) tcp.send({&byte, 1});
  std::string answer;
  while (answer.empty()) {
    peer.feed(tcp.receive_some(65'536));
    answer = peer.read();
  }
  EXPECT_EQ(answer, "hello");
}

TEST_F(tls_stream, ends_who_does_not_finish_the_handshake_in_time_and_nobody_else) {
  const std::uint16_t port = serve_echo(30ms);
  tls_client quick(port);
  tcp_client silent(port);
  tcp_client slow(port);
  test::tls_peer peer;
  peer.shake_hands();
  slow.send(peer.fetch().substr(0, 50));
  EXPECT_EQ(silent.receive_all(), "");
  EXPECT_EQ(slow.receive_all(), "");
  EXPECT_EQ(ended_.get_future().get(), close_cause::peer);
  quick.send("still here");
  EXPECT_EQ(quick.receive(10), "still here");
}

TEST_F(tls_stream, a_peer_that_is_cut_off_has_not_ended_properly) {
  tls_client client(serve_echo());
  client.send("a");
  EXPECT_EQ(client.receive(1), "a");
  client.peer().write(std::string(1000, 'b'));
  client.tcp().send(client.peer().fetch().substr(0, 500));
  client.tcp().finish_sending();
  EXPECT_EQ(ended_.get_future().get(), close_cause::peer);
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_TRUE(client.peer().ended());
}

TEST_F(tls_stream, a_peer_that_only_closes_tcp_has_not_ended_properly) {
  tls_client client(serve_echo());
  client.tcp().finish_sending();
  EXPECT_EQ(ended_.get_future().get(), close_cause::peer);
}

TEST_F(tls_stream, an_alert_says_what_was_wrong_with_a_record) {
  tls_client client(serve_echo());
  client.peer().write("hello");
  std::string sealed = client.peer().fetch();
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  client.tcp().send(sealed);
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_EQ(client.peer().alert(), 20);  // bad_record_mac
  EXPECT_EQ(ended_.get_future().get(), close_cause::peer);
}

TEST_F(tls_stream, close_says_so_behind_the_last_byte) {
  const std::string answer(300'000, 'a');
  tls_client client(serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&](std::span<char>) {
      self.write(chunk::copy(answer));
      self.close();
    };
    return handler;
  }));
  client.send("go");
  EXPECT_EQ(client.receive_all(), answer);
  EXPECT_TRUE(client.peer().ended());
}

TEST_F(tls_stream, tells_of_letters_where_tls_should_be_and_is_plain_from_there) {
  const std::uint16_t port = serve([&](const stream_ptr& accepted) {
    accepted->use_tls(tls_options{.certificate_chain = certificate_.chain(), .private_key = certificate_.key()});
    struct plain_speaker : scripted_handler {
      void on_plaintext(stream& self) override {
        EXPECT_FALSE(self.encrypted());
        self.write(chunk::copy("speak TLS"));
        self.close();
      }
    };
    accepted->start(std::make_unique<plain_speaker>());
  });
  tcp_client client(port);
  client.send("GET / HTTP/1.1\r\n" + std::string(500'000, 'x'));
  EXPECT_EQ(client.receive_all(), "speak TLS");
  EXPECT_FALSE(client.was_reset());
}

TEST_F(tls_stream, ends_a_plain_speaker_when_its_handler_does_not_care) {
  tcp_client client(serve_echo());
  client.send("hello");
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_EQ(ended_.get_future().get(), close_cause::peer);
}

TEST_F(tls_stream, moves_to_another_loop_in_the_middle_of_a_record) {
  std::promise<void> moved;
  tls_client client(serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&](std::span<char>) {
      self.move_to(loops_[1], [&](const stream_ptr& here) {
        EXPECT_TRUE(here->encrypted());
        auto next = std::make_unique<scripted_handler>();
        next->bytes = [raw = here.get()](std::span<char> bytes) {
          EXPECT_EQ(loop::current()->index(), 1U);
          raw->write(chunk::copy({bytes.data(), bytes.size()}));
        };
        here->start(std::move(next));
        moved.set_value();
      });
    };
    return handler;
  }));
  client.peer().write("first");
  const std::string first = client.peer().fetch();
  client.peer().write("second");
  const std::string second = client.peer().fetch();
  client.tcp().send(first + second.substr(0, 7));
  moved.get_future().wait();
  client.tcp().send(second.substr(7));
  EXPECT_EQ(client.receive(6), "second");
}

TEST_F(tls_stream, holds_little_for_a_peer_that_does_not_read) {
  // What is pending counts until its record has left, so the limit of the outbox is the limit.
  std::promise<std::size_t> refused;
  tls_client client(serve_with([&](stream& self) {
                      auto handler = std::make_unique<scripted_handler>();
                      handler->bytes = [&](std::span<char>) {
                        self.set_outbox_limit(300'000);
                        std::size_t taken = 0;
                        while (self.write(chunk::copy(std::string(10'000, 'x')))) taken = self.pending();
                        refused.set_value(taken);
                      };
                      return handler;
                    }),
                    4096);
  client.send("go");
  const std::size_t most = refused.get_future().get();
  EXPECT_GT(most, 200'000U);
  EXPECT_LE(most, 300'000U);
}

}  // namespace
}  // namespace webchats::net
