// The end of a turn: what many streams have to send leaves, by either way to write, whole, once and in order.
#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <string>
#include <vector>
#include <sys/socket.h>
#include <sys/time.h>

#include "loop_fixture.hpp"
#include "net/send_ring.hpp"
#include "net/tls.hpp"
#include "support/tls_client.hpp"

namespace webchats::net {
namespace {

class flush : public testing::TestWithParam<write_method> {
 protected:
  void SetUp() override {
    SKIP_UNLESS_ALLOWED(GetParam());
    loops_ = std::make_unique<loop_group>(1, GetParam());
    loops_->start();
  }
  void TearDown() override {
    if (loops_) loops_->stop();
  }

  /// Both ends of a connection; the near one is a stream of the loop.
  struct connection {
    stream_ptr near;
    descriptor far;
    int drains = 0;
    std::vector<close_cause> ends{};
  };

  /// `count` connections. `send_buffer` in bytes; 0 leaves the kernel's.
  void connect(std::size_t count, int send_buffer = 0) {
    for (std::size_t i = 0; i < count; ++i) {
      std::array<int, 2> pair{};
      ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0) << "for " << i;
      if (send_buffer != 0) ::setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
      const timeval patience{.tv_sec = 10, .tv_usec = 0};
      ::setsockopt(pair[1], SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      all_.push_back({.near = stream_ptr(new stream(owner(), descriptor(pair[0]), {})), .far = descriptor(pair[1])});
    }
    turn([&] {
      for (connection& each : all_) {
        auto handler = std::make_unique<scripted_handler>();
        handler->drained = [&each] { ++each.drains; };
        handler->closed = [&each](close_cause cause) { each.ends.push_back(cause); };
        each.near->start(std::move(handler));
        each.near->set_outbox_limit(std::size_t{100} << 20);
      }
    });
  }

  /// Runs `task` in a turn of its own: the turns before it are over.
  void turn(const std::function<void()>& task) {
    std::promise<void> done;
    owner().post([&] {
      task();
      owner().at_turn_end([&] { done.set_value(); });
    });
    done.get_future().wait();
  }
  /// The turns so far are over.
  void settle() {
    turn([] {});
  }

  enum class waiting : int { forbidden = MSG_DONTWAIT, allowed = 0 };
  /// At most `size` bytes that have come to the far end; empty also when it has ended.
  static std::string receive(const connection& from, std::size_t size, waiting may_wait = waiting::allowed) {
    std::string bytes(size, '\0');
    const ssize_t received = ::recv(from.far.get(), bytes.data(), size, static_cast<int>(may_wait));
    bytes.resize(received > 0 ? static_cast<std::size_t>(received) : 0);
    return bytes;
  }
  /// Exactly what `expected` is long, and nothing after it.
  static void expect_received(const connection& from, const std::string& expected, std::string got = {}) {
    while (got.size() < expected.size()) {
      const std::string more = receive(from, expected.size() - got.size());
      if (more.empty()) break;
      got += more;
    }
    // Not EXPECT_EQ: a megabyte of difference helps nobody.
    const auto [there, here] = std::ranges::mismatch(got, expected);
    ASSERT_TRUE(got == expected) << got.size() << " bytes of " << expected.size() << ", the first wrong one at "
                                 << there - got.begin();
    EXPECT_EQ(receive(from, 1, waiting::forbidden), "");
  }

  loop& owner() { return (*loops_)[0]; }

  std::unique_ptr<loop_group> loops_;
  std::deque<connection> all_;
};

INSTANTIATE_TEST_SUITE_P(writing, flush, testing::Values(write_method::sendmsg, write_method::io_uring),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST_P(flush, reaches_three_thousand_streams_in_one_turn) {
  connect(3'000);  // more than one submission
  batch together;
  turn([&] {
    const chunk everybody = together.append("everybody ");
    for (std::size_t i = 0; i < all_.size(); ++i) {
      all_[i].near->write(everybody);
      if (i % 3 == 0) all_[i].near->write(chunk::copy(std::to_string(i)));
    }
  });
  for (std::size_t i = 0; i < all_.size(); ++i) {
    expect_received(all_[i], i % 3 == 0 ? "everybody " + std::to_string(i) : "everybody ");
  }
  turn([&] {
    EXPECT_TRUE(
        std::ranges::all_of(all_, [](const connection& each) { return each.near->idle() && each.drains == 0; }));
    EXPECT_TRUE(together.idle());
  });
}

TEST_P(flush, sends_any_number_of_pieces) {
  connect(300);  // their pieces are more than one submission
  const std::size_t most = send_ring::max_pieces + 20;
  turn([&] {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      for (std::size_t piece = 0; piece <= i % most; ++piece) {
        all_[i].near->write(chunk::copy(std::to_string(i), "/" + std::to_string(piece) + " "));
      }
    }
  });
  for (std::size_t i = 0; i < all_.size(); ++i) {
    std::string expected;
    for (std::size_t piece = 0; piece <= i % most; ++piece) {
      expected += std::to_string(i) + "/" + std::to_string(piece) + " ";
    }
    expect_received(all_[i], expected);
  }
}

TEST_P(flush, goes_on_where_a_full_socket_stopped) {
  connect(20, 4096);
  std::vector<std::string> expected(all_.size());
  turn([&] {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      // Every other one fits; of the others some stop within the only piece, some among many.
      const std::size_t pieces = i % 4 == 1 ? 1 : 30;
      for (std::size_t piece = 0; piece < pieces; ++piece) {
        const std::size_t size = i % 2 == 0 ? 10 : 600'000 / pieces;
        const std::string bytes(size, static_cast<char>('a' + (i + piece) % 26));
        all_[i].near->write(chunk::copy(bytes));
        expected[i] += bytes;
      }
    }
  });
  turn([&] {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      EXPECT_EQ(all_[i].near->blocked(), i % 2 == 1) << i;
      all_[i].near->write(chunk::copy("and more"));  // behind what waits
      expected[i] += "and more";
    }
  });
  for (std::size_t i = 0; i < all_.size(); ++i) expect_received(all_[i], expected[i]);
  settle();
  turn([&] {
    for (std::size_t i = 0; i < all_.size(); ++i) EXPECT_EQ(all_[i].drains, static_cast<int>(i % 2)) << i;
  });
}

TEST_P(flush, of_many_is_not_disturbed_by_peers_that_have_gone) {
  connect(1'500);
  turn([&] {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      // Within the turn: nobody has seen yet that they have gone.
      if (i % 3 == 1) all_[i].far.reset();
      all_[i].near->write(chunk::copy("one "));
      if (i % 2 == 0) all_[i].near->write(chunk::copy("two"));
    }
  });
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (i % 3 != 1) expect_received(all_[i], i % 2 == 0 ? "one two" : "one ");
  }
  settle();
  turn([&] {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      EXPECT_EQ(all_[i].near->open(), i % 3 != 1) << i;
      const std::vector<close_cause> ends(i % 3 == 1 ? 1 : 0, close_cause::peer);
      EXPECT_EQ(all_[i].ends, ends) << i;
    }
  });
}

TEST_P(flush, ends_what_was_closed_after_its_last_bytes) {
  connect(40);
  turn([&] {
    for (std::size_t i = 0; i < all_.size(); ++i) {
      all_[i].near->write(chunk::copy("last words"));
      if (i % 4 == 0) all_[i].near->close();
      if (i % 4 == 1) all_[i].near->abort();
    }
  });
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (i % 4 != 1) expect_received(all_[i], "last words");
    if (i % 4 < 2) EXPECT_EQ(receive(all_[i], 1), "") << "an end, not a wait";
  }
}

TEST_P(flush, takes_along_what_the_end_of_a_stream_makes_others_write) {
  connect(3);
  turn([&] {
    auto handler = std::make_unique<scripted_handler>();
    handler->closed = [&](close_cause) {
      for (std::size_t i = 1; i < 3; ++i) all_[i].near->write(chunk::copy("it has left"));
    };
    all_[0].near->set_handler(std::move(handler));
    all_[0].far.reset();
    for (const connection& each : all_) each.near->write(chunk::copy("hello, "));
  });
  for (std::size_t i = 1; i < 3; ++i) expect_received(all_[i], "hello, it has left");
}

TEST_P(flush, keeps_every_stream_exact_whatever_comes_when) {
  connect(50, 4096);
  std::mt19937 random(20'251'101);  // NOLINT(cert-msc51-cpp): the same every time
  const auto pick = [&](std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random); };
  std::array<batch, 2> together;
  std::vector<std::string> expected(all_.size());
  std::vector<std::string> got(all_.size());
  std::size_t number = 0;
  const auto give = [&](std::size_t to, const chunk& bytes) {
    ASSERT_TRUE(all_[to].near->write(bytes));
    expected[to] += bytes.view();
  };
  for (int round = 0; round < 400; ++round) {
    turn([&] {
      for (std::size_t writes = pick(12); writes > 0; --writes) {
        std::string bytes = "<" + std::to_string(number++) + ">";
        if (pick(4) == 0) bytes.append(pick(3'000), static_cast<char>('a' + pick(26)));
        if (pick(3) == 0) {
          give(pick(all_.size()), chunk::copy(bytes));
        } else {
          const chunk shared = together[pick(2)].append(bytes);
          const std::size_t left_out = pick(4);
          for (std::size_t i = 0; i < all_.size(); ++i) {
            if (pick(8) >= left_out) give(i, shared);
          }
        }
        if (pick(10) == 0) all_[pick(all_.size())].near->flush_now();
      }
    });
    // Some read, some do not for a while.
    for (std::size_t readers = pick(60); readers > 0; --readers) {
      const std::size_t who = pick(all_.size());
      got[who] += receive(all_[who], 1 + pick(8'000), waiting::forbidden);
    }
  }
  for (std::size_t i = 0; i < all_.size(); ++i) expect_received(all_[i], expected[i], got[i]);
  settle();
  turn([&] {
    for (batch& each : together) EXPECT_TRUE(each.idle()) << "nobody holds what has been sent";
  });
}

// ---- with TLS among them ----

class flush_with_tls : public loop_test, public testing::WithParamInterface<write_method> {
 protected:
  flush_with_tls() : loop_test(GetParam()) {}
  void SetUp() override { SKIP_UNLESS_ALLOWED(GetParam()); }
  test::certificate certificate_;
};

INSTANTIATE_TEST_SUITE_P(writing, flush_with_tls, testing::Values(write_method::sendmsg, write_method::io_uring),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST_P(flush_with_tls, plain_and_encrypted_streams_get_the_same_bytes_in_one_turn) {
  const tls_context context(tls_options{.certificate_chain = certificate_.chain(), .private_key = certificate_.key()});
  std::vector<stream_ptr> streams;
  const std::uint16_t port = serve([&](const stream_ptr& accepted) {
    if (streams.size() % 2 == 1) accepted->use_tls(context);
    accepted->start(std::make_unique<scripted_handler>());
    accepted->write(chunk::copy("welcome "));
    streams.push_back(accepted);
  });
  std::vector<std::unique_ptr<test::tcp_client>> plain;
  std::vector<std::unique_ptr<test::tls_client>> encrypted;
  for (int i = 0; i < 8; ++i) {
    plain.push_back(std::make_unique<test::tcp_client>(port));
    EXPECT_EQ(plain.back()->receive(8), "welcome ");
    encrypted.push_back(std::make_unique<test::tls_client>(port));
    EXPECT_EQ(encrypted.back()->receive(8), "welcome ");
  }
  std::string expected;
  batch together;
  for (int round = 0; round < 50; ++round) {
    run_on(0, [&] {
      for (int i = 0; i < 5; ++i) {
        const std::string text = std::to_string(round) + "." + std::to_string(i) + " " + std::string(500, 'x');
        const chunk shared = i == 3 ? chunk::copy(text) : together.append(text);
        for (const stream_ptr& each : streams) each->write(shared);
        expected += text;
      }
    });
  }
  for (const auto& each : plain) EXPECT_EQ(each->receive(expected.size()), expected);
  for (const auto& each : encrypted) EXPECT_EQ(each->receive(expected.size()), expected);
  run_on(0, [&] { streams.clear(); });
}

}  // namespace
}  // namespace webchats::net
