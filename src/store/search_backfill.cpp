#include "store/search_backfill.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "base/log.hpp"
#include "store/search_index.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t at_once = 200;  // some milliseconds of the writer
constexpr long long between_lines = 100'000;

}  // namespace

void search_backfill::start() { go_on(0); }

void search_backfill::go_on(long long told) {
  writer_.run_detached([this, told](write_context& context) -> chat::outcome<void> {
    const auto progress = index_more(context.sql, at_once);
    auto now_told = told;
    if (progress.finished()) {
      if (told > 0) base::log(base::log_level::info, "search: everything is indexed");
      return {};
    }
    if (told == 0 || progress.done >= told + between_lines) {
      base::log(base::log_level::info, fmt::format("search: indexed {} of {}", progress.done, progress.last));
      now_told = progress.done;
    }
    go_on(now_told);
    return {};
  });
}

}  // namespace webchats::store
