// POST /api/file/uploadimg, /api/file/avatar. What a file is is seen from its bytes: these clients name and type it
// wrongly.

#include "api/classic/call.hpp"
#include "api/classic/rooms.hpp"

namespace webchats::api::classic {
namespace {

constexpr std::string_view saved = "保存成功";
constexpr std::string_view bad_image = "无效的参数（房间号/图片文件为空或者无效）";
constexpr std::string_view bad_avatar = "无效的参数（头像图片为空或者无效）";
constexpr std::string_view try_again = "文件上传失败，请重试";

/// Whether the request itself was wrong, so that trying again is of no use.
bool is_final(const chat::refusal& why) {
  return !std::holds_alternative<chat::rate_limited>(why) && !std::holds_alternative<chat::unavailable>(why);
}

}  // namespace

boost::asio::awaitable<http::response> upload_image(const call& asked) {
  const auto room = room_of(asked.in.number("roomid").value_or(0));
  const auto* file = asked.in.file("file");
  if (!room || file == nullptr) co_return errno_msg(500, bad_image);
  const auto done = co_await asked.services.images.arrive(asked.user().id, *room, chat::image_half::upload,
                                                          std::string(file->content));
  if (!done) co_return errno_msg(500, is_final(done.error()) ? bad_image : try_again);
  co_return errno_msg(200, saved);
}

boost::asio::awaitable<http::response> upload_avatar(const call& asked) {
  const auto* file = asked.in.file("file");
  if (file == nullptr) co_return errno_msg(500, bad_avatar);
  const auto done = co_await asked.services.files.upload_avatar(asked.user().id, std::string(file->content));
  if (!done) co_return errno_msg(500, is_final(done.error()) ? bad_avatar : try_again);
  json_writer out;
  out.open_object()
      .key("errno")
      .number(0)
      .key("data")
      .open_object()
      .key("url")
      .string(done->who.avatar)
      .close_object()
      .key("msg")
      .string(saved)
      .close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::classic
