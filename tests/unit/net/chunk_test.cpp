#include "net/chunk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace webchats::net {
namespace {

TEST(chunk, takes_in_what_lies_behind_it_and_nothing_else) {
  batch together;
  chunk first = together.append("one ");
  const chunk second = together.append("two ");
  const chunk third = together.append("three");
  EXPECT_FALSE(first.extend(third)) << "there is something between them";
  EXPECT_FALSE(first.extend(first));
  EXPECT_TRUE(first.extend(second));
  EXPECT_FALSE(first.extend(second)) << "it has it already";
  EXPECT_TRUE(first.extend(third));
  EXPECT_EQ(first.view(), "one two three");
  EXPECT_EQ(second.view(), "two ");
}

TEST(chunk, takes_in_nothing_of_another_memory) {
  batch together;
  batch other;
  chunk first = together.append("one");
  EXPECT_FALSE(first.extend(other.append("two")));
  EXPECT_FALSE(first.extend(chunk::copy("two")));
  EXPECT_FALSE(first.extend(chunk()));
  chunk nothing;
  EXPECT_FALSE(nothing.extend(first));
  EXPECT_FALSE(nothing.extend(chunk()));
  chunk own = chunk::copy("own");
  EXPECT_FALSE(own.extend(own));
  EXPECT_EQ(first.view(), "one");
  EXPECT_EQ(own.view(), "own");
}

TEST(batch, uses_memory_again_that_nobody_refers_to) {
  batch together;
  EXPECT_TRUE(together.idle());
  const char* place = nullptr;
  for (int turn = 0; turn < 1000; ++turn) {
    const chunk first = together.append("a message");
    const chunk second = together.append(std::to_string(turn));
    EXPECT_FALSE(together.idle());
    EXPECT_EQ(first.view(), "a message");
    EXPECT_EQ(second.view(), std::to_string(turn));
    if (turn == 0) place = first.view().data();
    EXPECT_EQ(first.view().data(), place);
  }
  EXPECT_TRUE(together.idle());
}

TEST(batch, leaves_alone_what_an_outbox_still_holds) {
  batch together;
  chunk held = together.append("held ");
  for (int i = 0; i < 10'000; ++i) {
    const chunk later = together.append("later " + std::to_string(i));
    ASSERT_EQ(held.view(), "held ");
    ASSERT_EQ(later.view(), "later " + std::to_string(i));
  }
  const chunk copy = held;
  held = chunk();
  EXPECT_FALSE(together.append("once more").view().empty());
  EXPECT_EQ(copy.view(), "held ");
}

TEST(batch, grows_while_much_waits_and_up_to_a_bound) {
  batch together;
  const std::string piece(100, 'p');
  std::vector<chunk> runs{together.append(piece)};
  std::vector<chunk> all;
  for (int i = 1; i < 10'000; ++i) {
    all.push_back(together.append(piece));
    if (!runs.back().extend(all.back())) runs.push_back(all.back());
  }
  std::size_t total = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    total += runs[i].size();
    EXPECT_LE(runs[i].size(), 64U * 1024);
    if (i > 0 && i + 1 < runs.size()) EXPECT_GE(runs[i].size(), runs[i - 1].size());
  }
  EXPECT_EQ(total, 1'000'000U);
  EXPECT_LE(runs.size(), 24U) << "few runs of much instead of many of little";
  EXPECT_TRUE(std::ranges::all_of(all, [&](const chunk& each) { return each.view() == piece; }));
}

TEST(batch, takes_its_largest_run_at_any_fill) {
  for (const std::size_t before : {0U, 1U, 1023U, 1024U, 16'384U}) {
    batch together;
    const std::string small(before, 's');
    const std::string large(batch::max_bytes, 'l');
    std::vector<chunk> held;
    for (int i = 0; i < 9; ++i) {
      held.push_back(together.append(small));
      held.push_back(together.append(large));
    }
    for (std::size_t i = 0; i < held.size(); ++i) EXPECT_EQ(held[i].view(), i % 2 == 0 ? small : large) << before;
  }
}

TEST(batch, what_was_laid_down_outlives_it) {
  chunk kept;
  {
    batch together;
    kept = together.append("a message");
  }
  EXPECT_EQ(kept.view(), "a message");
}

}  // namespace
}  // namespace webchats::net
