#include "base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <thread>
#include <vector>

using webchats::base::fill_random;

namespace {

std::vector<std::uint8_t> some(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  fill_random(bytes);
  return bytes;
}

}  // namespace

TEST(fill_random, gives_no_bytes_twice) {
  std::set<std::vector<std::uint8_t>> seen;
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(seen.insert(some(16)).second);
}

TEST(fill_random, gives_every_thread_bytes_of_its_own) {
  const std::vector<std::uint8_t> here = some(16);
  std::vector<std::uint8_t> there;
  std::thread([&there] { there = some(16); }).join();
  EXPECT_NE(here, there);
}

TEST(fill_random, fills_all_sizes_whole) {
  for (const std::size_t size : {1U, 15U, 16U, 511U, 512U, 513U, 5000U}) {
    std::vector<bool> touched(size, false);
    // A byte that stays zero eight times is not filled.
    for (int round = 0; round < 8; ++round) {
      const auto bytes = some(size);
      for (std::size_t i = 0; i < size; ++i) touched[i] = touched[i] || bytes[i] != 0;
    }
    EXPECT_TRUE(std::ranges::all_of(touched, std::identity())) << size;
  }
}

TEST(fill_random, takes_nothing) { fill_random({}); }
