#include "chat/image_meeting.hpp"

#include <fmt/format.h>

#include "chat/secrets.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t longest_line = 8;
constexpr std::size_t most_images_at_once = 1'000;

}  // namespace

image_meeting::image_meeting(message_repository& repository, image_store& images, const clock& time,
                             const limits& bounds)
    : repository_(repository),
      images_(images),
      clock_(time),
      limits_(bounds),
      images_sent_(bounds.uploads),
      same_image_(longest_line, most_images_at_once) {}

flow<appended> image_meeting::arrive(user_id author, room_id room, image_half half, std::string bytes) {
  if (bytes.empty()) co_return refuse(invalid{field::file, rule::required});
  new_image_message row{room, author, sha256_hex(bytes), half, {}, {}, {}};
  auto turn = co_await same_image_.enter(fmt::format("{} {} {}", author.value, room.value, row.digest));
  if (!turn) co_return std::unexpected(turn.error());

  row.time = clock_.now();
  row.not_before = row.time - limits_.image_meeting;
  row.most_bytes = limits_.user_bytes;
  auto met = co_await repository_.meet_image(row);
  if (met || !std::holds_alternative<not_found>(met.error())) co_return met;

  if (const auto wait = images_sent_.refuse(author, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto image = co_await images_.put(std::move(bytes), image_use::message);
  if (!image) co_return std::unexpected(image.error());
  row.image = *image;
  auto stored = co_await repository_.append_image(std::move(row));
  if (!stored || stored->what == appended::novelty::repeated) images_.remove(*image);
  co_return stored;
}

}  // namespace webchats::chat
