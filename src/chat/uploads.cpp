#include "chat/uploads.hpp"

#include <fmt/format.h>

#include <utility>

#include "chat/file_name.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t longest_line = 4;
constexpr std::size_t most_at_once = 10'000;

}  // namespace

uploads::uploads(upload_repository& repository, file_repository& files, file_space& space, const clock& time,
                 const limits& bounds)
    : repository_(repository),
      files_(files),
      space_(space),
      clock_(time),
      limits_(bounds),
      begun_(bounds.uploads),
      pieces_(bounds.upload_chunks),
      same_upload_(longest_line, most_at_once) {}

flow<upload_progress> uploads::begin(user_id owner, std::string name, std::int64_t size) {
  if (size < 1) co_return refuse(invalid{field::file, rule::required});
  if (size > limits_.file_bytes) co_return refuse(too_large{});
  if (const auto wait = begun_.refuse(owner, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto place = co_await space_.open(size);
  if (!place) co_return std::unexpected(place.error());
  upload announced{std::move(place->id),  owner,       clean_file_name(name, limits_.file_name_bytes), size,
                   std::move(place->url), clock_.now()};
  const auto begun = co_await repository_.begin(announced, {limits_.user_bytes, limits_.uploads_per_user});
  if (!begun) co_return std::unexpected(begun.error());
  co_return upload_progress{std::move(announced), 0};
}

flow<upload_progress> uploads::find(user_id owner, upload_id wanted) {
  auto found = co_await live(owner, std::move(wanted));
  if (!found) co_return std::unexpected(found.error());
  if (found->made) co_return upload_progress{*found, found->size};
  const auto there = co_await space_.size_of(found->id);
  if (!there) co_return std::unexpected(there.error());
  co_return upload_progress{std::move(*found), *there};
}

flow<std::int64_t> uploads::append(user_id owner, upload_piece piece) {
  if (const auto wait = pieces_.refuse(owner, clock_.steady())) co_return refuse(rate_limited{*wait});
  const auto turn = co_await enter(owner, piece.upload);
  if (!turn) co_return std::unexpected(turn.error());
  const auto found = co_await live(owner, piece.upload);
  if (!found) co_return std::unexpected(found.error());
  if (found->made) co_return refuse(misplaced{found->size});
  const auto length = static_cast<std::int64_t>(piece.bytes.size());
  if (piece.offset < 0 || piece.offset > found->size - length) co_return refuse(too_large{});
  co_return co_await space_.append(std::move(piece));
}

flow<file> uploads::complete(user_id owner, upload_id wanted) {
  const auto turn = co_await enter(owner, wanted);
  if (!turn) co_return std::unexpected(turn.error());
  const auto found = co_await live(owner, std::move(wanted));
  if (!found) co_return std::unexpected(found.error());
  if (found->made) co_return co_await files_.find(*found->made);
  const auto there = co_await space_.size_of(found->id);
  if (!there) co_return std::unexpected(there.error());
  if (*there != found->size) co_return refuse(misplaced{*there});

  auto made = co_await space_.finish(found->id);
  if (!made) co_return std::unexpected(made.error());
  made->name = found->name;
  const auto stored = co_await repository_.complete(*found, *made, clock_.now());
  if (stored) co_return made;
  // What is at the upload's own place is there for the next try.
  if (made->url != found->url) (void)co_await space_.remove(urls_of(*made));
  co_return std::unexpected(stored.error());
}

flow<void> uploads::cancel(user_id owner, upload_id wanted) {
  const auto turn = co_await enter(owner, wanted);
  if (!turn) co_return std::unexpected(turn.error());
  auto found = co_await live(owner, std::move(wanted));
  if (!found) co_return std::unexpected(found.error());
  co_return co_await repository_.cancel(std::move(*found), clock_.now());
}

/// One that is past its time is as gone: its place may be doomed at any moment.
flow<upload> uploads::live(user_id owner, upload_id wanted) {
  auto found = co_await repository_.find(owner, std::move(wanted));
  if (found && clock_.now() - found->created >= limits_.unused_files) co_return refuse(not_found{});
  co_return found;
}

flow<turnstile::pass> uploads::enter(user_id owner, upload_id wanted) {
  return same_upload_.enter(fmt::format("{} {}", owner.value, wanted.value));
}

}  // namespace webchats::chat
