#include "api/classic/payloads.hpp"

#include "api/classic/rooms.hpp"
#include "api/json/time.hpp"

namespace webchats::api::classic {
namespace {

std::string shown(const chat::message& said, std::string_view text, std::string_view image) {
  json_writer out(320 + text.size());
  out.open_object()
      .key("id")
      .number(said.id.value)
      .key("userid")
      .string(said.author.email)
      .key("username")
      .string(said.author.name)
      .key("src")
      .string(said.author.avatar)
      .key("msg")
      .string(text)
      .key("img")
      .string(image)
      .key("roomid")
      .number(said.room.value)
      .key("time")
      .string(rfc3339(said.time))
      .close_object();
  return std::move(out).take();
}

}  // namespace

std::vector<std::string> shown_messages(const chat::message& said) {
  // These clients know texts and pictures, and speak Chinese.
  if (said.kind == chat::message_kind::system) return {};
  if (said.deleted) return {shown(said, "（此消息已删除）", "")};
  std::vector<std::string> all;
  if (!said.text.empty() || said.attachments.empty()) all.push_back(shown(said, said.text, ""));
  for (const auto& each : said.attachments) {
    const bool image = each.kind == chat::file_kind::image;
    // These clients show images only; of anything else they get the address.
    all.push_back(image ? shown(said, "", each.url) : shown(said, each.name + " " + each.url, ""));
  }
  return all;
}

std::string people(std::span<const chat::user> online) {
  json_writer out;
  out.open_object();
  for (const auto& one : online) {
    out.key(std::to_string(one.id.value))
        .open_object()
        .key("id")
        .number(one.id.value)
        .key("name")
        .string(one.name)
        .key("email")
        .string(one.email)
        .key("avatar")
        .string(one.avatar)
        .key("src")
        .string(one.avatar)
        .close_object();
  }
  out.close_object();
  return std::move(out).take();
}

std::string counts(std::span<const std::pair<chat::room_id, chat::reading>> unread) {
  json_writer out;
  out.open_object();
  for (const auto& [room, where] : unread) out.key(count_key(room)).number(where.unread());
  out.close_object();
  return std::move(out).take();
}

void write_own_account(json_writer& out, const chat::account& me, std::string_view api_token) {
  out.open_object()
      .key("id")
      .number(me.who.id.value)
      .key("name")
      .string(me.who.name)
      .key("email")
      .string(me.email)
      .key("email_verified_at")
      .null()
      .key("avatar")
      .string(me.who.avatar)
      .key("api_token")
      .string(api_token)
      .key("created_at")
      .string(rfc3339(me.created))
      .key("updated_at")
      .string(rfc3339(me.updated))
      .close_object();
}

}  // namespace webchats::api::classic
