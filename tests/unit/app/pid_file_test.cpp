#include "app/pid_file.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace webchats::app {
namespace {

class pid_file_test : public testing::Test {
 protected:
  pid_file_test() {
    std::string pattern = (std::filesystem::temp_directory_path() / "webchats-pid-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
    path = directory / "webchats.pid";
  }
  ~pid_file_test() override { std::filesystem::remove_all(directory); }
  std::filesystem::path directory;
  std::filesystem::path path;
};

TEST_F(pid_file_test, a_second_claim_is_refused_and_learns_who_has_it) {
  const auto first = pid_file::claim(path);
  ASSERT_TRUE(std::holds_alternative<pid_file>(first));
  std::get<pid_file>(first).announce("http://127.0.0.1:5200");
  const auto second = pid_file::claim(path);
  ASSERT_TRUE(std::holds_alternative<running_server>(second));
  EXPECT_EQ(std::get<running_server>(second).pid, ::getpid());
  EXPECT_EQ(std::get<running_server>(second).address, "http://127.0.0.1:5200");
  EXPECT_EQ(pid_file::holder(path)->pid, ::getpid());
}

TEST_F(pid_file_test, a_stale_file_never_blocks) {
  std::ofstream(path) << "1\nhttp://127.0.0.1:5200\n";  // process 1 lives, but it has no lock
  EXPECT_FALSE(pid_file::holder(path).has_value());
  EXPECT_TRUE(std::holds_alternative<pid_file>(pid_file::claim(path)));
}

TEST_F(pid_file_test, the_claim_ends_with_its_owner) {
  {
    const auto claim = pid_file::claim(path);
  }
  EXPECT_FALSE(pid_file::holder(path).has_value());
  EXPECT_TRUE(std::holds_alternative<pid_file>(pid_file::claim(path)));
}

TEST_F(pid_file_test, no_file_means_nobody) { EXPECT_FALSE(pid_file::holder(directory / "none").has_value()); }

}  // namespace
}  // namespace webchats::app
