#include "chat/file_sweeper.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace webchats::chat {

namespace {

/// How long after its end an upload is doomed: a piece that is being written then is long written.
constexpr std::chrono::minutes last_piece{5};

}  // namespace

flow<std::size_t> file_sweeper::sweep() {
  const auto now = clock_.now();
  const auto before =
      now - limits_.unused_files - std::min<std::chrono::milliseconds>(last_piece, limits_.unused_files);
  if (const auto ended = co_await repository_.doom_unused(before, most_at_once, now); !ended) {
    co_return std::unexpected(ended.error());
  }
  auto urls = co_await repository_.doomed(most_at_once);
  if (!urls) co_return std::unexpected(urls.error());
  if (urls->empty()) co_return 0;
  if (const auto removed = co_await space_.remove(*urls); !removed) co_return std::unexpected(removed.error());
  const auto count = urls->size();
  if (const auto done = co_await repository_.forget(std::move(*urls)); !done) co_return std::unexpected(done.error());
  co_return count;
}

}  // namespace webchats::chat
