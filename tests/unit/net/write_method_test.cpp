// Which way to write a loop takes, in a kernel that allows it and in one that does not.
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "loop_fixture.hpp"
#include "support/refuse_calls.hpp"

namespace webchats::net {
namespace {

/// Writes to ten peers in one turn of a loop that is made here, by the calling thread's rights; what each of them got.
std::vector<std::string> deliver(loop_group& loops) {
  std::vector<stream_ptr> streams;
  std::vector<descriptor> peers;
  for (int i = 0; i < 10; ++i) {
    std::array<int, 2> pair{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()), 0);
    streams.emplace_back(new stream(loops[0], descriptor(pair[0]), {}));
    peers.emplace_back(pair[1]);
  }
  loops[0].post([&] {
    for (const stream_ptr& each : streams) {
      each->start(std::make_unique<scripted_handler>());
      each->write(chunk::copy("hello"));
    }
    loops[0].stop();  // after a last flush
  });
  loops.start();
  loops.stop();
  std::vector<std::string> got;
  for (const descriptor& each : peers) {
    std::array<char, 100> bytes{};
    const ssize_t size = ::recv(each.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    got.emplace_back(bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  }
  return got;
}

const std::vector<std::string> ten_hellos(10, "hello");

/// A filter stays for the rest of a thread's life.
template <class Body>
void in_thread(Body body) {
  std::thread(body).join();
}

TEST(write_method, has_names) {
  EXPECT_EQ(to_string(write_method::automatic), "automatic");
  EXPECT_EQ(to_string(write_method::io_uring), "io_uring");
  EXPECT_EQ(to_string(write_method::sendmsg), "sendmsg");
}

TEST(write_method, is_taken_as_wanted_where_the_kernel_allows_it) {
  SKIP_UNLESS_ALLOWED(write_method::io_uring);
  for (const write_method wanted : {write_method::automatic, write_method::io_uring, write_method::sendmsg}) {
    loop_group loops(1, wanted);
    EXPECT_EQ(loops.writes(), wanted == write_method::automatic ? write_method::io_uring : wanted);
    EXPECT_EQ(deliver(loops), ten_hellos);
  }
}

TEST(write_method, is_sendmsg_where_the_kernel_refuses_any_part_of_io_uring) {
  for (const int call : {SYS_io_uring_setup, SYS_io_uring_register, SYS_io_uring_enter}) {
    in_thread([call] {
      ASSERT_TRUE(test::refuse_call(call));
      loop_group loops(1, write_method::automatic);
      EXPECT_EQ(loops.writes(), write_method::sendmsg);
      EXPECT_EQ(deliver(loops), ten_hellos);
      EXPECT_THROW(loop_group(1, write_method::io_uring), std::invalid_argument);
      EXPECT_THROW(static_cast<void>(available(write_method::io_uring)), std::invalid_argument);
    });
  }
}

TEST(write_method, becomes_sendmsg_when_a_loop_cannot_have_its_ring) {
  SKIP_UNLESS_ALLOWED(write_method::io_uring);
  in_thread([] {
    loop_group loops(1, write_method::io_uring);
    ASSERT_TRUE(test::refuse_call(SYS_io_uring_setup));
    EXPECT_EQ(deliver(loops), ten_hellos);
  });
}

TEST(write_method, is_sendmsg_for_what_a_kernel_without_memory_does_not_take) {
  SKIP_UNLESS_ALLOWED(write_method::io_uring);
  loop_group loops(1, write_method::io_uring);
  // On the loop's thread, which has its ring by then.
  loops[0].post([] { ASSERT_TRUE(test::refuse_call(SYS_io_uring_enter, EAGAIN)); });
  EXPECT_EQ(deliver(loops), ten_hellos);
}

TEST(write_method, io_uring_needs_no_other_call_for_what_the_sockets_take) {
  SKIP_UNLESS_ALLOWED(write_method::io_uring);
  in_thread([] {
    loop_group loops(1, write_method::io_uring);
    ASSERT_TRUE(test::refuse_call(SYS_sendto) && test::refuse_call(SYS_sendmsg));
    EXPECT_EQ(deliver(loops), ten_hellos);
  });
}

TEST(write_method, sendmsg_needs_no_ring) {
  in_thread([] {
    ASSERT_TRUE(test::refuse_call(SYS_io_uring_setup));
    loop_group loops(1, write_method::sendmsg);
    EXPECT_EQ(deliver(loops), ten_hellos);
  });
}

}  // namespace
}  // namespace webchats::net
