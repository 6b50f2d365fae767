// GET /api/v1/admin/rooms, audit, storage, connections; GET, PATCH /api/v1/admin/settings; PUT, DELETE
// /api/v1/admin/icon.

#include "api/json/modern.hpp"
#include "api/json/settings.hpp"
#include "api/json/time.hpp"
#include "api/rest/call.hpp"
#include "api/rest/query.hpp"
#include "chat/permissions.hpp"

namespace webchats::api::rest {
namespace {

http::response settings_answer(const chat::server_settings& now) {
  json_writer out;
  out.open_object()
      .key("name")
      .string(now.name)
      .key("registration")
      .string(modern::name_of(now.registration))
      .key("announcement");
  modern::write(out, now.announcement);
  out.key("rooms_by")
      .string(now.rooms_by == chat::rooms_by::members ? "members" : "moderators")
      .key("history_edit_minutes")
      .number(now.history_edit.count())
      .key("link_previews")
      .string(now.previews == chat::link_previews::on ? "on" : "off")
      .key("preview_hosts")
      .open_array();
  for (const auto& each : now.preview_hosts) out.string(each);
  out.close_array().key("icon").string(now.icon.small).close_object();
  return ok(std::move(out));
}

/// The field `announcement`: `{en, zh}`; null takes it away.
std::optional<chat::announcement> announcement_of(const boost::json::value& body, object_reader& in) {
  const auto* object = body.if_object();
  const auto* said = object == nullptr ? nullptr : object->if_contains("announcement");
  if (said == nullptr) return std::nullopt;
  if (said->is_null()) return chat::announcement{};
  object_reader both(*said);
  const auto english = both.optional_text("en", {.max = 2'000});
  const auto chinese = both.optional_text("zh", {.max = 2'000});
  if (both.problem()) in.refuse("announcement", both.problem()->rule, both.problem()->limit);
  return chat::announcement{std::string(english.value_or("")), std::string(chinese.value_or(""))};
}

chat::settings_change change_of(const boost::json::value& body, object_reader& in) {
  chat::settings_change change;
  change.name = in.optional_text("name", {.min = 1, .max = 256});
  if (const auto mode = in.optional_text("registration", {.min = 1, .max = 16})) {
    for (const auto each :
         {chat::registration_mode::open, chat::registration_mode::invite, chat::registration_mode::closed}) {
      if (modern::name_of(each) == *mode) change.registration = each;
    }
    if (!change.registration) in.refuse("registration", chat::rule::unknown);
  }
  change.announcement = announcement_of(body, in);
  if (const auto who = in.optional_text("rooms_by", {.min = 1, .max = 16})) {
    if (*who == "members") change.rooms_by = chat::rooms_by::members;
    if (*who == "moderators") change.rooms_by = chat::rooms_by::moderators;
    if (!change.rooms_by) in.refuse("rooms_by", chat::rule::unknown);
  }
  if (const auto minutes = in.optional_integer("history_edit_minutes", {.min = 0, .max = 5'000'000})) {
    change.history_edit = std::chrono::minutes(*minutes);
  }
  if (const auto previews = in.optional_text("link_previews", {.min = 1, .max = 16})) {
    if (*previews == "off") change.previews = chat::link_previews::off;
    if (*previews == "on") change.previews = chat::link_previews::on;
    if (!change.previews) in.refuse("link_previews", chat::rule::unknown);
  }
  if (const auto* object = body.if_object(); object != nullptr && object->contains("preview_hosts")) {
    change.preview_hosts = in.optional_texts("preview_hosts", 200, {.min = 1, .max = 253});
  }
  return change;
}

}  // namespace

boost::asio::awaitable<http::response> get_admin_settings(call asked) {
  if (!chat::may(chat::server_action::manage_settings, asked.user().role)) {
    co_return asked.refuse(chat::forbidden{});
  }
  co_return settings_answer(*asked.services->settings.now());
}

boost::asio::awaitable<http::response> patch_admin_settings(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  auto change = change_of(*body, in);
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto done = co_await asked.services->settings.change(asked.user(), std::move(change));
  if (!done) co_return asked.refuse(done.error());
  co_return settings_answer(*done);
}

boost::asio::awaitable<http::response> put_admin_icon(call asked) {
  auto image = file_part(asked.request);
  if (!image) co_return asked.refuse(image.error());
  const auto done = co_await asked.services->icons.put(asked.user(), std::move(image->bytes));
  if (!done) co_return asked.refuse(done.error());
  co_return settings_answer(*done);
}

boost::asio::awaitable<http::response> delete_admin_icon(call asked) {
  const auto done = co_await asked.services->icons.remove(asked.user());
  if (!done) co_return asked.refuse(done.error());
  co_return settings_answer(*done);
}

boost::asio::awaitable<http::response> get_admin_rooms(call asked) {
  query_reader query(asked);
  const auto part = query.part("after");
  auto words = query.words();
  if (query.problem()) co_return asked.refuse(*query.problem());
  const auto found = co_await asked.services->administration.rooms(asked.user(), std::move(words), part);
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("rooms").open_array();
  for (const auto& one : found->items) modern::write(out, one, asked.services->presence.count(one.id));
  out.close_array().key("more").boolean(found->more).close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_admin_audit(call asked) {
  query_reader query(asked);
  const auto part = query.part("before");
  if (query.problem()) co_return asked.refuse(*query.problem());
  const auto found = co_await asked.services->administration.audit(asked.user(), part);
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("entries").open_array();
  for (const auto& one : found->items) {
    out.open_object().key("id").number(one.id).key("time").string(rfc3339(one.time)).key("actor");
    modern::write(out, one.actor);
    out.key("action")
        .string(one.action)
        .key("target")
        .string(one.target)
        .key("details")
        .raw(one.details)
        .close_object();
  }
  out.close_array().key("more").boolean(found->more).close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_admin_storage(call asked) {
  const auto found = co_await asked.services->administration.storage(asked.user());
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object()
      .key("database_bytes")
      .number(found->database_bytes)
      .key("files_bytes")
      .number(found->files_bytes)
      .key("files")
      .number(found->files)
      .key("messages")
      .number(found->messages)
      .key("users")
      .number(found->users)
      .key("rooms")
      .number(found->rooms)
      .close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> get_admin_connections(call asked) {
  if (!chat::may(chat::server_action::manage_settings, asked.user().role)) {
    co_return asked.refuse(chat::forbidden{});
  }
  query_reader query(asked);
  const auto limit = query.number("limit", {.min = 1, .max = 1'000});
  if (query.problem()) co_return asked.refuse(*query.problem());
  const auto found = co_await asked.services->connections(static_cast<std::size_t>(limit.value_or(100)));
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("total").number(found->total).key("connections").open_array();
  for (const auto& one : found->first) {
    out.open_object().key("user");
    modern::write(out, one.user);
    out.key("device")
        .string(one.device)
        .key("transport")
        .string(one.transport)
        .key("address")
        .string(one.address)
        .key("since")
        .string(rfc3339(one.since))
        .key("rooms")
        .number(one.rooms)
        .close_object();
  }
  out.close_array().close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
