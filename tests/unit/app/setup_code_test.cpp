#include "app/setup_code.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

namespace webchats::app {
namespace {

class setup_code_test : public testing::Test {
 protected:
  setup_code_test() {
    std::string pattern = (std::filesystem::temp_directory_path() / "webchats-setup-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
    file = directory / setup_code_file;
  }
  ~setup_code_test() override { std::filesystem::remove_all(directory); }
  std::filesystem::path directory;
  std::filesystem::path file;
};

TEST_F(setup_code_test, is_the_same_over_restarts_and_nobody_elses_to_read) {
  const setup_code first(file, setup_code::owner::no);
  EXPECT_EQ(first.text().size(), 24);
  EXPECT_EQ(setup_code(file, setup_code::owner::no).text(), first.text());
  EXPECT_EQ(setup_code::read(file), first.text());
  struct stat seen{};
  ASSERT_EQ(::stat(file.c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777, 0600);
}

TEST_F(setup_code_test, is_gone_once_it_was_used) {
  setup_code code(file, setup_code::owner::no);
  code.remove();
  EXPECT_EQ(code.text(), "");
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_EQ(setup_code::read(file), "");
}

TEST_F(setup_code_test, is_not_there_when_the_server_has_an_owner) {
  const auto before = setup_code(file, setup_code::owner::no).text();
  EXPECT_EQ(setup_code(file, setup_code::owner::yes).text(), "");
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_NE(setup_code(file, setup_code::owner::no).text(), before);
}

}  // namespace
}  // namespace webchats::app
