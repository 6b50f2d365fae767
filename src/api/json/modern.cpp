#include "api/json/modern.hpp"

#include "api/json/time.hpp"

namespace webchats::api::modern {
namespace {

void user_fields(json_writer& out, const chat::user& who) {
  out.key("id").number(who.id.value).key("name").string(who.name).key("avatar").string(own_path(who.avatar));
}

void room_fields(json_writer& out, const chat::room& seen) {
  out.key("id")
      .number(seen.id.value)
      .key("kind")
      .string(name_of(seen.kind))
      .key("name")
      .string(seen.name)
      .key("topic")
      .string(seen.topic)
      .key("last_seq")
      .number(seen.last_seq.value)
      .key("version")
      .number(seen.version);
}

}  // namespace

std::string_view name_of(chat::room_kind kind) noexcept { return kind == chat::room_kind::open ? "public" : "private"; }

std::optional<chat::room_kind> room_kind_of(std::string_view name) noexcept {
  if (name == "public") return chat::room_kind::open;
  if (name == "private") return chat::room_kind::closed;
  return std::nullopt;
}

std::string_view own_path(std::string_view avatar) noexcept {
  return avatar.starts_with('/') && !avatar.starts_with("//") ? avatar : std::string_view{};
}

void write(json_writer& out, const chat::user& who) {
  out.open_object();
  user_fields(out, who);
  out.close_object();
}

void write(json_writer& out, const chat::account& me) {
  out.open_object();
  user_fields(out, me.who);
  out.key("email").string(me.email).key("created").string(rfc3339(me.created)).close_object();
}

void write(json_writer& out, const chat::file& image) {
  out.open_object()
      .key("id")
      .string(image.id.value)
      .key("url")
      .string(image.url)
      .key("thumb")
      .string(image.thumb)
      .key("type")
      .string(image.type)
      .key("width")
      .number(image.width)
      .key("height")
      .number(image.height)
      .key("size")
      .number(image.size)
      .close_object();
}

void write(json_writer& out, std::span<const chat::user> people) {
  out.open_array();
  for (const auto& one : people) write(out, one);
  out.close_array();
}

void write(json_writer& out, const chat::message& said, chat::user_id reader) {
  out.open_object()
      .key("id")
      .number(said.id.value)
      .key("room")
      .number(said.room.value)
      .key("seq")
      .number(said.seq.value);
  if (said.client_id && reader == said.author.id) out.key("client_id").string(*said.client_id);
  out.key("user");
  write(out, said.author);
  out.key("text").string(said.text).key("attachments").open_array();
  for (const auto& image : said.attachments) write(out, image);
  out.close_array().key("time").string(rfc3339(said.time)).close_object();
}

void write(json_writer& out, std::span<const chat::message> page, chat::user_id reader) {
  out.open_array();
  for (const auto& one : page) write(out, one, reader);
  out.close_array();
}

void write(json_writer& out, const chat::room& seen) {
  out.open_object();
  room_fields(out, seen);
  out.close_object();
}

void write(json_writer& out, const chat::joined_room& seen, std::span<const chat::user> online, chat::user_id reader) {
  const auto where = seen.where();
  out.open_object();
  room_fields(out, seen.room);
  out.key("last_read").number(where.last_read.value).key("unread").number(where.unread()).key("last_message");
  if (seen.last_message) {
    write(out, *seen.last_message, reader);
  } else {
    out.null();
  }
  out.key("online");
  write(out, online);
  out.close_object();
}

std::string page(const chat::message_page& run, chat::user_id reader) {
  json_writer out;
  out.open_object().key("messages");
  write(out, run.messages, reader);
  out.key("more").boolean(run.more).close_object();
  return std::move(out).take();
}

std::string message_event(const chat::message& said, chat::user_id reader) {
  json_writer out(256 + said.text.size() + 256 * said.attachments.size());
  write(out, said, reader);
  return std::move(out).take();
}

}  // namespace webchats::api::modern
