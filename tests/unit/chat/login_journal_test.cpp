#include <algorithm>

#include "chat/login_guard.hpp"
#include "support.hpp"

namespace webchats::chat {
namespace {

using namespace std::chrono_literals;

/// What a database would keep over a restart.
class memory_journal final : public login_journal {
 public:
  void failed(login_failure made) noexcept override { kept.push_back(std::move(made)); }
  void forgive(std::string key) noexcept override {
    std::erase_if(kept, [&](const auto& each) { return each.key == key; });
  }
  std::vector<login_failure> since(instant when) override {
    std::erase_if(kept, [&](const auto& each) { return each.when < when; });
    return kept;
  }
  std::vector<login_failure> kept;
};

class login_journal_test : public testing::Test {
 protected:
  bool fails(login_guard& guard, std::string_view address = "192.0.2.1") {
    if (guard.begin("anna", address, clock_.steady())) return false;
    guard.failed("anna", address, clock_.steady());
    return true;
  }

  fake_clock clock_;
  limits limits_;
  memory_journal journal_;
};

TEST_F(login_journal_test, a_restart_forgives_nothing) {
  {
    login_guard before(limits_);
    before.keep_in(journal_, clock_);
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(fails(before));
    EXPECT_FALSE(fails(before));
  }
  clock_.advance(100s);
  login_guard after(limits_);
  after.keep_in(journal_, clock_);
  EXPECT_EQ(after.begin("anna", "192.0.2.1", clock_.steady()), 200s);
  EXPECT_FALSE(after.begin("anna", "198.51.100.1", clock_.steady()));
  clock_.advance(200s);
  EXPECT_FALSE(after.begin("anna", "192.0.2.1", clock_.steady()));
}

TEST_F(login_journal_test, what_is_old_or_forgiven_is_not_counted_again) {
  login_guard before(limits_);
  before.keep_in(journal_, clock_);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(fails(before));
  EXPECT_FALSE(before.begin("anna", "192.0.2.1", clock_.steady()));
  before.succeeded("anna", "192.0.2.1");
  EXPECT_EQ(std::ranges::count(journal_.kept, "192.0.2.1 anna", &login_failure::key), 0);
  EXPECT_EQ(std::ranges::count(journal_.kept, "192.0.2.1", &login_failure::key), 4);
  clock_.advance(301s);
  login_guard after(limits_);
  after.keep_in(journal_, clock_);
  EXPECT_EQ(after.size(), 0);
}

}  // namespace
}  // namespace webchats::chat
