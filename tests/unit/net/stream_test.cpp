#include "net/stream.hpp"

#include <array>
#include <atomic>
#include <future>
#include <stdexcept>
#include <type_traits>
#include <sys/socket.h>

#include "loop_fixture.hpp"
#include "net/tls.hpp"
#include "support/tcp_client.hpp"
#include "support/tls_client.hpp"

namespace webchats::net {
namespace {

using test::tcp_client;
using test::tls_client;

/// A client of a server that writes by `method`.
template <class Client, write_method method>
struct client_of : Client {
  using Client::Client;
  static constexpr bool encrypted = std::is_same_v<Client, tls_client>;
  static constexpr write_method writes = method;
};

/// What holds for a stream holds through TLS, and however it writes.
template <class Client>
class stream_in_a_loop : public loop_test {
 protected:
  stream_in_a_loop() : loop_test(Client::writes) {}

  void SetUp() override {
    SKIP_UNLESS_ALLOWED(Client::writes);
    std::array<int, 2> pair{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
    companion_ = new stream(loops_[0], descriptor(pair[0]), {});
    companion_peer_ = descriptor(pair[1]);
    loops_[0].post([this] { companion_->start(std::make_unique<scripted_handler>()); });
  }
  void TearDown() override {
    loop_test::TearDown();
    companion_.reset();
  }

  /// Serves every connection with what `make` returns. Another one writes in the same turns: alone, none needs a ring.
  std::uint16_t serve_with(std::function<std::unique_ptr<scripted_handler>(stream&)> make) {
    return serve([this, make = std::move(make)](const stream_ptr& accepted) {
      if (Client::encrypted) accepted->use_tls(tls_);
      auto handler = make(*accepted);
      handler->bytes = [this, own = std::move(handler->bytes)](std::span<char> bytes) {
        companion_->write(chunk::copy("."));
        if (own) own(bytes);
      };
      accepted->start(std::move(handler));
    });
  }

 private:
  stream_ptr companion_;
  descriptor companion_peer_;
  test::certificate certificate_;
  tls_context tls_{tls_options{.certificate_chain = certificate_.chain(), .private_key = certificate_.key()}};
};

struct transport_names {
  template <class Client>
  static std::string GetName(int /*index*/) {  // NOLINT(readability-identifier-naming): GoogleTest's
    return (Client::encrypted ? "tls_" : "tcp_") + std::string(to_string(Client::writes));
  }
};
using transports =
    testing::Types<client_of<tcp_client, write_method::sendmsg>, client_of<tls_client, write_method::sendmsg>,
                   client_of<tcp_client, write_method::io_uring>, client_of<tls_client, write_method::io_uring>>;
TYPED_TEST_SUITE(stream_in_a_loop, transports, transport_names);

std::unique_ptr<scripted_handler> echo(stream& self) {
  auto handler = std::make_unique<scripted_handler>();
  handler->bytes = [&self](std::span<char> bytes) { self.write(chunk::copy({bytes.data(), bytes.size()})); };
  return handler;
}

TYPED_TEST(stream_in_a_loop, gives_what_arrives_and_sends_what_is_written) {
  TypeParam client(this->serve_with(echo));
  client.send("hello");
  EXPECT_EQ(client.receive(5), "hello");
  const std::string large(3'000'000, 'x');
  std::thread sender([&] { client.send(large); });
  EXPECT_EQ(client.receive(large.size()), large);
  sender.join();
}

TYPED_TEST(stream_in_a_loop, sends_what_one_turn_wrote_in_one_segment) {
  TypeParam client(this->serve_with([](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&self](std::span<char>) {
      for (int i = 0; i < 100; ++i) self.write(chunk::copy("piece "));
    };
    return handler;
  }));
  client.send("go");
  EXPECT_EQ(client.receive(600).size(), 600U);
  const std::uint32_t before = client.segments_received();
  client.send("go");
  EXPECT_EQ(client.receive(600).size(), 600U);
  EXPECT_EQ(client.segments_received() - before, 1U);
}

TYPED_TEST(stream_in_a_loop, sends_more_pieces_than_one_system_call_takes_in_order) {
  constexpr int count = 5'000;
  TypeParam client(this->serve_with([](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&self](std::span<char>) {
      for (int i = 0; i < count; ++i) self.write(chunk::copy(std::to_string(i), ","));
    };
    return handler;
  }));
  client.send("go");
  std::string expected;
  for (int i = 0; i < count; ++i) expected += std::to_string(i) + ",";
  EXPECT_EQ(client.receive(expected.size()), expected);
}

TYPED_TEST(stream_in_a_loop, ends_a_peer_that_does_not_read_and_nobody_else) {
  std::promise<close_cause> ended;
  const std::uint16_t port = this->serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&self, &ended, raw = handler.get()](std::span<char> bytes) {
      if (bytes[0] == 'e') {
        self.write(chunk::copy("echo"));
        return;
      }
      raw->closed = [&ended](close_cause cause) { ended.set_value(cause); };
      self.set_outbox_limit(100'000);
      const chunk piece = chunk::copy(std::string(10'000, 'x'));
      for (int i = 0; i < 10'000 && self.write(piece); ++i) {
      }
      EXPECT_FALSE(self.open());
      EXPECT_FALSE(self.write(piece));
      EXPECT_EQ(self.pending(), 0U);
    };
    return handler;
  });
  TypeParam slow(port, 4096);
  TypeParam other(port);
  slow.send("s");
  EXPECT_EQ(ended.get_future().get(), close_cause::slow_consumer);
  other.send("e");
  EXPECT_EQ(other.receive(4), "echo");
}

TYPED_TEST(stream_in_a_loop, takes_one_chunk_larger_than_the_limit_into_an_empty_outbox) {
  const auto large = std::make_shared<const std::string>(500'000, 'x');
  TypeParam client(this->serve_with([large](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&self, large](std::span<char>) {
      self.set_outbox_limit(1000);
      EXPECT_TRUE(self.write(chunk::copy(*large)));
    };
    return handler;
  }));
  client.send("go");
  EXPECT_EQ(client.receive(large->size()), *large);
}

TYPED_TEST(stream_in_a_loop, tells_when_the_outbox_is_empty_again) {
  std::promise<void> drained;
  TypeParam client(this->serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&self](std::span<char>) {
      self.set_outbox_limit(50'000'000);
      self.write(chunk::copy(std::string(20'000'000, 'x')));
      self.flush_now();
      EXPECT_FALSE(self.idle());
    };
    handler->drained = [&] {
      EXPECT_TRUE(self.idle());
      drained.set_value();
    };
    return handler;
  }),
                   4096);
  client.send("go");
  EXPECT_EQ(client.receive(20'000'000).size(), 20'000'000U);
  drained.get_future().wait();
}

TYPED_TEST(stream_in_a_loop, close_sends_what_waits_and_does_not_reset_a_peer_that_still_sends) {
  const std::string answer(300'000, 'a');
  std::promise<close_cause> ended;
  TypeParam client(this->serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&](std::span<char>) {
      EXPECT_TRUE(self.write(chunk::copy(answer)));
      self.close();
      EXPECT_FALSE(self.open());
      EXPECT_FALSE(self.write(chunk::copy("late")));
    };
    handler->closed = [&](close_cause cause) { ended.set_value(cause); };
    return handler;
  }));
  std::thread sender([&] { client.send(std::string(5'000'000, 'q')); });
  EXPECT_EQ(client.receive_all(), answer);
  EXPECT_FALSE(client.was_reset());
  sender.join();
  client.close();
  EXPECT_EQ(ended.get_future().get(), close_cause::local);
}

TYPED_TEST(stream_in_a_loop, abort_drops_what_waits_and_tells_after_the_caller_has_returned) {
  std::promise<bool> told_late;
  TypeParam client(this->serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&self, &told_late, raw = handler.get(),
                      returned = std::make_shared<bool>(false)](std::span<char>) {
      raw->closed = [&told_late, returned](close_cause cause) {
        EXPECT_EQ(cause, close_cause::local);
        told_late.set_value(*returned);
      };
      self.write(chunk::copy("never sent"));
      self.abort();
      self.abort();
      *returned = true;
    };
    return handler;
  }));
  client.send("go");
  EXPECT_EQ(client.receive_all(), "");
  EXPECT_TRUE(told_late.get_future().get());
}

TYPED_TEST(stream_in_a_loop, a_replaced_handler_lives_until_the_end_of_the_turn) {
  std::atomic<bool> destroyed = false;
  TypeParam client(this->serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->destroyed = [&] { destroyed = true; };
    handler->closed = [](close_cause) { ADD_FAILURE() << "the replaced handler is not told of the end"; };
    handler->bytes = [&](std::span<char>) {
      auto next = std::make_unique<scripted_handler>();
      next->bytes = [&](std::span<char>) {
        EXPECT_TRUE(destroyed);
        self.write(chunk::copy("second"));
      };
      self.set_handler(std::move(next));
      EXPECT_FALSE(destroyed);
      self.write(chunk::copy("first"));
    };
    return handler;
  }));
  client.send("1");
  EXPECT_EQ(client.receive(5), "first");
  client.send("2");
  EXPECT_EQ(client.receive(6), "second");
}

TEST(stream, a_peer_that_closes_or_resets_is_the_cause_of_the_end) {
  for (const auto leave : {&tcp_client::close, &tcp_client::reset, &tcp_client::finish_sending}) {
    loop_group own(1);
    listening_socket socket({boost::asio::ip::address_v4::loopback(), 0});
    const std::uint16_t port = socket.address().port();
    std::promise<close_cause> ended;
    std::unique_ptr<listener> accepting;
    own[0].post([&] {
      accepting = std::make_unique<listener>(own[0], std::move(socket), [&](const stream_ptr& accepted) {
        auto handler = std::make_unique<scripted_handler>();
        handler->closed = [&](close_cause cause) { ended.set_value(cause); };
        accepted->start(std::move(handler));
      });
    });
    own.start();
    tcp_client client(port);
    (client.*leave)();
    EXPECT_EQ(ended.get_future().get(), close_cause::peer);
    own.stop();
  }
}

TYPED_TEST(stream_in_a_loop, a_handler_may_go_on_writing_after_the_peer_has_finished) {
  TypeParam client(this->serve_with([](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->end = [](stream& ended) {
      ended.write(chunk::copy("answer"));
      ended.close();
    };
    handler->bytes = [&self](std::span<char>) { EXPECT_TRUE(self.open()); };
    return handler;
  }));
  client.send("request");
  client.finish_sending();
  EXPECT_EQ(client.receive_all(), "answer");
}

TYPED_TEST(stream_in_a_loop, pause_keeps_the_bytes_in_the_kernel) {
  std::promise<stream_ptr> paused;
  std::atomic<std::size_t> got = 0;
  TypeParam client(this->serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&](std::span<char> bytes) {
      if (got == 0) {
        self.pause_reading();
        paused.set_value(stream_ptr(&self));
      }
      got += bytes.size();
      if (got == 3) self.write(chunk::copy("done"));
    };
    return handler;
  }));
  client.send("1");
  stream_ptr held = paused.get_future().get();
  client.send("23");
  // Two turns of the loop in which a reading stream would have seen the bytes.
  for (int i = 0; i < 2; ++i) this->run_on(0, [] {});
  EXPECT_EQ(got, 1U);
  this->run_on(0, [&] {
    held->resume_reading();
    held.reset();
  });
  EXPECT_EQ(client.receive(4), "done");
}

TYPED_TEST(stream_in_a_loop, an_exception_ends_its_connection_only) {
  const std::uint16_t port = this->serve_with([](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&self](std::span<char> bytes) {
      if (bytes[0] == 't') throw std::runtime_error("a bug in a protocol");
      self.write(chunk::copy("fine"));
    };
    return handler;
  });
  TypeParam bad(port);
  TypeParam good(port);
  bad.send("t");
  EXPECT_EQ(bad.receive_all(), "");
  good.send("x");
  EXPECT_EQ(good.receive(4), "fine");
}

TYPED_TEST(stream_in_a_loop, stopping_the_loop_ends_its_streams_after_a_last_flush) {
  std::promise<stream_ptr> opened;
  std::promise<close_cause> ended;
  TypeParam client(this->serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->bytes = [&](std::span<char>) { opened.set_value(stream_ptr(&self)); };
    handler->closed = [&](close_cause cause) { ended.set_value(cause); };
    return handler;
  }));
  client.send("x");
  stream_ptr held = opened.get_future().get();
  this->loops_[0].post([&] {
    held->write(chunk::copy("goodbye"));
    held.reset();
    this->listener_.reset();
    this->loops_[0].stop();
  });
  EXPECT_EQ(ended.get_future().get(), close_cause::shutdown);
  EXPECT_EQ(client.receive_all(), "goodbye");
}

TYPED_TEST(stream_in_a_loop, moves_to_another_loop_with_what_comes_later) {
  std::promise<std::uint32_t> seen_on;
  TypeParam client(this->serve_with([&](stream& self) {
    auto handler = std::make_unique<scripted_handler>();
    handler->closed = [](close_cause) { ADD_FAILURE() << "the connection did not end"; };
    handler->bytes = [&](std::span<char>) {
      self.move_to(this->loops_[1], [&](const stream_ptr& moved) {
        auto next = std::make_unique<scripted_handler>();
        next->bytes = [&seen_on, here = moved.get()](std::span<char> bytes) {
          seen_on.set_value(loop::current()->index());
          here->write(chunk::copy({bytes.data(), bytes.size()}));
        };
        moved->start(std::move(next));
        moved->write(chunk::copy("moved"));
      });
      EXPECT_FALSE(self.open());
    };
    return handler;
  }));
  client.send("1");
  EXPECT_EQ(client.receive(5), "moved");
  client.send("2");
  EXPECT_EQ(client.receive(1), "2");
  EXPECT_EQ(seen_on.get_future().get(), 1U);
}

TEST(stream, is_small) {
  // Ten thousand idle connections must stay cheap.
  EXPECT_LE(sizeof(stream), 200U);
}

}  // namespace
}  // namespace webchats::net
