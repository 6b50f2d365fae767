#include "api/classic/payloads.hpp"

#include <boost/json/parse.hpp>

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

const boost::json::value* field_of(const boost::json::value* of, std::string_view name) {
  const auto* object = of == nullptr ? nullptr : of->if_object();
  return object == nullptr ? nullptr : object->if_contains(name);
}

std::string text_of(const boost::json::value* value) {
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

/// What a system message says to clients that know none. They speak Chinese.
std::string system_words(std::string_view text) {
  boost::system::error_code ignored;
  const auto said = boost::json::parse(text, ignored);
  const auto type = text_of(field_of(&said, "type"));
  const auto who = text_of(field_of(field_of(&said, "user"), "name"));
  if (type == "member_joined") return who + " 加入了聊天室";
  if (type == "member_left") return who + " 离开了聊天室";
  if (type == "member_kicked") return who + " 被移出聊天室";
  if (type == "room_renamed") return who + " 将聊天室改名为“" + text_of(field_of(&said, "name")) + "”";
  if (type == "topic_changed") return who + " 将话题改为“" + text_of(field_of(&said, "topic")) + "”";
  if (type == "room_archived") return who + " 归档了聊天室";
  if (type == "room_opened") return who + " 重新开放了聊天室";
  if (type == "message_pinned") return who + " 置顶了一条消息";
  return "系统消息";
}

}  // namespace

std::vector<std::string> shown_messages(const chat::message& said) {
  // These clients know texts and pictures, and speak Chinese.
  if (said.kind == chat::message_kind::system) return {shown(said, system_words(said.text), "")};
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
