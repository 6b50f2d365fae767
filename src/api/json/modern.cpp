#include "api/json/modern.hpp"

#include "api/json/time.hpp"

namespace webchats::api::modern {
namespace {

void user_fields(json_writer& out, const chat::user& who) {
  out.key("id")
      .number(who.id.value)
      .key("name")
      .string(who.name)
      .key("avatar")
      .string(own_path(who.avatar))
      .key("role")
      .string(name_of(who.role));
  if (who.role == chat::server_role::bot) out.key("bot").boolean(true);
  if (who.is_deleted()) out.key("deleted").boolean(true);
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
      .number(seen.version)
      .key("archived")
      .boolean(seen.archived)
      .key("read_only")
      .boolean(seen.read_only)
      .key("slow_seconds")
      .number(seen.slow.count())
      .key("members")
      .number(seen.members);
}

void write_quote(json_writer& out, const std::optional<chat::quote>& quoted) {
  if (!quoted) {
    out.null();
    return;
  }
  out.open_object().key("seq").number(quoted->seq.value).key("user");
  write(out, quoted->author);
  out.key("text").string(quoted->text).key("deleted").boolean(quoted->deleted).close_object();
}

void write_reactions(json_writer& out, const std::vector<chat::reaction>& all) {
  out.open_array();
  for (const auto& one : all) {
    out.open_object().key("emoji").string(one.emoji).key("count").number(one.count).key("users").open_array();
    for (const auto user : one.users) out.number(user.value);
    out.close_array().key("mine").boolean(one.mine).close_object();
  }
  out.close_array();
}

}  // namespace

void write_time(json_writer& out, const std::optional<chat::instant>& when) {
  if (when) {
    out.string(rfc3339(*when));
  } else {
    out.null();
  }
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
  out.key("email")
      .string(me.email)
      .key("created")
      .string(rfc3339(me.created))
      .key("status")
      .string(me.status)
      .key("language")
      .string(me.language)
      .key("time_zone")
      .string(me.time_zone)
      .key("hide_last_seen")
      .boolean(me.hides_last_seen)
      .key("presence")
      .string(name_of(me.presence))
      .key("quiet_hours");
  if (me.quiet) {
    out.open_object().key("from").number(me.quiet->from.count()).key("to").number(me.quiet->to.count()).close_object();
  } else {
    out.null();
  }
  out.key("mail_notifications").boolean(me.mail_notifications).close_object();
}

void write_fields(json_writer& out, const chat::profile& seen) {
  user_fields(out, seen.who);
  out.key("status").string(seen.status).key("last_seen");
  write_time(out, seen.last_seen);
  out.key("joined").string(rfc3339(seen.joined)).key("blocked").boolean(seen.blocked);
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
      .key("kind")
      .string(image.kind == chat::file_kind::image ? "image" : "file")
      .key("name")
      .string(image.name)
      .key("medium")
      .string(image.medium)
      .key("blur")
      .string(image.blur)
      .close_object();
}

void write(json_writer& out, std::span<const chat::user> people) {
  out.open_array();
  for (const auto& one : people) write(out, one);
  out.close_array();
}

void write(json_writer& out, const std::optional<chat::link_preview>& shown) {
  if (!shown) {
    out.null();
    return;
  }
  out.open_object()
      .key("url")
      .string(shown->url)
      .key("title")
      .string(shown->title)
      .key("description")
      .string(shown->description)
      .key("site")
      .string(shown->site)
      .close_object();
}

void write(json_writer& out, const chat::message& said, chat::user_id reader) {
  out.open_object()
      .key("id")
      .number(said.id.value)
      .key("room")
      .number(said.room.value)
      .key("seq")
      .number(said.seq.value)
      .key("version")
      .number(said.version)
      .key("kind")
      .string(name_of(said.kind));
  if (said.client_id && reader == said.author.id) out.key("client_id").string(*said.client_id);
  out.key("user");
  write(out, said.author);
  out.key("text").string(said.text).key("attachments").open_array();
  for (const auto& image : said.attachments) write(out, image);
  out.close_array().key("time").string(rfc3339(said.time)).key("reply_to");
  write_quote(out, said.reply_to);
  out.key("thread").number(said.thread.value).key("replies").number(said.replies).key("edited");
  write_time(out, said.edited);
  out.key("deleted");
  write_time(out, said.deleted);
  out.key("pinned").boolean(said.pinned).key("reactions");
  write_reactions(out, said.reactions);
  if (said.crowd) out.key("crowd").boolean(true);
  out.key("preview");
  write(out, said.preview);
  out.close_object();
}

void write(json_writer& out, std::span<const chat::message> page, chat::user_id reader) {
  out.open_array();
  for (const auto& one : page) write(out, one, reader);
  out.close_array();
}

void write(json_writer& out, const chat::room& seen, std::size_t online) {
  out.open_object();
  room_fields(out, seen);
  out.key("online").number(online).close_object();
}

void write(json_writer& out, const chat::room_member& member, chat::availability here) {
  out.open_object();
  user_fields(out, member.who);
  out.key("room_role")
      .string(name_of(member.role))
      .key("online")
      .boolean(here != chat::availability::offline)
      .key("presence")
      .string(name_of(here))
      .key("muted_until");
  write_time(out, member.muted_until);
  out.close_object();
}

void write(json_writer& out, const chat::room_ban& ban) {
  out.open_object().key("user");
  write(out, ban.who);
  out.key("by");
  write(out, ban.by);
  out.key("reason").string(ban.reason).key("time").string(rfc3339(ban.time)).key("expires");
  write_time(out, ban.expires);
  out.close_object();
}

void write(json_writer& out, const chat::joined_room& seen, std::size_t online, chat::user_id reader) {
  const auto where = seen.where();
  out.open_object();
  room_fields(out, seen.room);
  out.key("online")
      .number(online)
      .key("role")
      .string(name_of(seen.role))
      .key("last_read")
      .number(where.last_read.value)
      .key("unread")
      .number(where.unread())
      .key("mentions")
      .number(seen.mentions)
      .key("notify")
      .string(name_of(seen.notify))
      .key("muted_until");
  write_time(out, seen.muted_until);
  out.key("draft").string(seen.draft).key("last_message");
  if (seen.last_message) {
    write(out, *seen.last_message, reader);
  } else {
    out.null();
  }
  out.key("people");
  write(out, seen.people);
  out.close_object();
}

std::string page(const chat::message_page& run, chat::user_id reader) {
  json_writer out;
  out.open_object().key("messages");
  write(out, run.messages, reader);
  out.key("more").boolean(run.more).key("more_after").boolean(run.more_after);
  if (run.version) out.key("version").number(*run.version);
  out.close_object();
  return std::move(out).take();
}

std::string message_event(const chat::message& said, chat::user_id reader) {
  json_writer out(256 + said.text.size() + 256 * said.attachments.size());
  write(out, said, reader);
  return std::move(out).take();
}

}  // namespace webchats::api::modern
