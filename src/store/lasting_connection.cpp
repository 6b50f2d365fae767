#include "store/lasting_connection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "store/failure.hpp"

namespace webchats::store {

namespace {

constexpr std::chrono::milliseconds shortest_pause{50};
constexpr std::chrono::milliseconds longest_pause{1'000};

}  // namespace

connection* lasting_connection::get() {
  if (sql_) return sql_.get();
  if (std::chrono::steady_clock::now() < not_before_) return nullptr;
  try {
    sql_ = std::make_unique<connection>(where_, how_);
    base::log(base::log_level::info, fmt::format("store: connected again to {}", describe(where_)));
    pause_ = {};
  } catch (const std::exception& error) {
    base::log(base::log_level::error, fmt::format("store: cannot connect: {}", describe(error)));
    pause_ = std::clamp(2 * pause_, shortest_pause, longest_pause);
    not_before_ = std::chrono::steady_clock::now() + pause_;
  }
  return sql_.get();
}

}  // namespace webchats::store
