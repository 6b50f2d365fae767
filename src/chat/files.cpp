#include "chat/files.hpp"

namespace webchats::chat {

files::files(file_repository& repository, image_store& images, accounts& people, const clock& time,
             const limits& bounds)
    : repository_(repository), images_(images), accounts_(people), clock_(time), uploads_(bounds.uploads) {}

flow<file> files::upload(user_id owner, std::string bytes) {
  if (bytes.empty()) co_return refuse(invalid{field::file, rule::required});
  if (const auto wait = uploads_.refuse(owner, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto image = co_await images_.put(std::move(bytes), image_use::message);
  if (!image) co_return std::unexpected(image.error());
  const auto added = co_await repository_.add(owner, *image, clock_.now());
  if (!added) {
    images_.remove(*image);
    co_return std::unexpected(added.error());
  }
  co_return image;
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
