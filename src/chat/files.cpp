#include "chat/files.hpp"

#include "chat/file_name.hpp"

namespace webchats::chat {

files::files(file_repository& repository, file_space& space, image_store& images, accounts& people, const clock& time,
             const limits& bounds)
    : repository_(repository),
      space_(space),
      images_(images),
      accounts_(people),
      clock_(time),
      limits_(bounds),
      uploads_(bounds.uploads) {}

flow<file> files::upload(user_id owner, std::string name, std::string bytes) {
  if (bytes.empty()) co_return refuse(invalid{field::file, rule::required});
  if (const auto wait = uploads_.refuse(owner, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto stored = co_await space_.put(std::move(bytes));
  if (!stored) co_return std::unexpected(stored.error());
  stored->name = clean_file_name(name, limits_.file_name_bytes);
  const auto added = co_await repository_.add(owner, *stored, clock_.now(), limits_.user_bytes);
  if (!added) {
    (void)co_await space_.remove(urls_of(*stored));
    co_return std::unexpected(added.error());
  }
  co_return stored;
}

flow<account> files::upload_avatar(user_id user, std::string bytes) {
  if (bytes.empty()) co_return refuse(invalid{field::file, rule::required});
  if (const auto wait = uploads_.refuse(user, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto image = co_await images_.put(std::move(bytes), image_use::avatar);
  if (!image) co_return std::unexpected(image.error());
  auto changed = co_await accounts_.set_avatar(user, image->url);
  if (!changed) images_.remove(*image);
  co_return changed;
}

}  // namespace webchats::chat
