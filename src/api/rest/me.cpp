// GET, PATCH, DELETE /api/v1/me; PUT /api/v1/me/avatar.

#include <chrono>

#include "api/json/modern.hpp"
#include "api/rest/call.hpp"
#include "api/rest/signed_in.hpp"

namespace webchats::api::rest {
namespace {

/// `quiet_hours`: `{from, to}` in minutes after midnight, null for none.
void read_quiet_hours(object_reader& in, const boost::json::value& body, chat::profile_change& change) {
  const auto* object = body.if_object();
  const auto* wish = object == nullptr ? nullptr : object->if_contains("quiet_hours");
  if (wish == nullptr) return;
  change.quiet.emplace();
  if (wish->is_null()) return;
  object_reader hours(*wish);
  const integer_bounds minute{.max = 24 * 60 - 1};
  change.quiet->emplace(std::chrono::minutes(hours.integer("from", minute)),
                        std::chrono::minutes(hours.integer("to", minute)));
  if (hours.problem()) in.refuse("quiet_hours", hours.problem()->rule);
}

http::response account(const chat::account& me) {
  json_writer out;
  modern::write(out, me);
  return ok(std::move(out));
}

}  // namespace

boost::asio::awaitable<http::response> get_me(call asked) { co_return account(asked.who.me); }

boost::asio::awaitable<http::response> patch_me(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  chat::profile_change change;
  change.name = in.optional_text("name", {.min = 1, .max = 1024});
  change.status = in.optional_text("status", {.max = 1024});
  change.language = in.optional_text("language", {.max = 16});
  change.time_zone = in.optional_text("time_zone", {.max = 64});
  change.hides_last_seen = in.optional_truth("hide_last_seen");
  change.mail_notifications = in.optional_truth("mail_notifications");
  if (const auto wish = in.optional_text("presence", {.min = 1, .max = 16})) {
    change.presence = modern::chosen_presence_of(*wish);
    if (!change.presence) in.refuse("presence", chat::rule::unknown);
  }
  read_quiet_hours(in, *body, change);
  if (in.problem()) co_return asked.refuse(*in.problem());
  const bool nothing = !change.name && !change.status && !change.language && !change.time_zone &&
                       !change.hides_last_seen && !change.presence && !change.quiet && !change.mail_notifications;
  if (nothing) co_return account(asked.who.me);

  const auto changed = co_await asked.services->people.change(asked.user().id, std::move(change));
  if (!changed) co_return asked.refuse(changed.error());
  co_return account(*changed);
}

boost::asio::awaitable<http::response> put_avatar(call asked) {
  auto image = file_part(asked.request);
  if (!image) co_return asked.refuse(image.error());
  const auto changed = co_await asked.services->files.upload_avatar(asked.user().id, std::move(image->bytes));
  if (!changed) co_return asked.refuse(changed.error());
  co_return account(*changed);
}

boost::asio::awaitable<http::response> delete_me(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  std::string password(in.text("password", credential));
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto done =
      co_await asked.services->passwords.delete_account(asked.who, std::move(password), asked.request.peer_address);
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

}  // namespace webchats::api::rest
