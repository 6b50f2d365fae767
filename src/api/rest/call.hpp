#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>

#include "api/error.hpp"
#include "api/json/reader.hpp"
#include "api/json/writer.hpp"
#include "api/services.hpp"
#include "http/message.hpp"

namespace webchats::api::rest {

/// One request to `/api/v1`, with what its action needs. A value; runs on the loop of the connection.
struct call {
  const api::services* services;  ///< outlives the loops
  http::request request;
  std::string_view pattern;  ///< of the route, a literal
  language spoken;
  chat::identity who{};  ///< of a private call

  [[nodiscard]] const chat::user& user() const noexcept { return who.me.who; }
  /// Text of `{name}` in the path.
  [[nodiscard]] std::string_view segment(std::string_view name) const noexcept;
  /// The number in `{id}`; 0, which names nothing, when it is none.
  [[nodiscard]] std::int64_t id() const noexcept { return number("id"); }
  /// The number in `{name}`; 0 when it is none.
  [[nodiscard]] std::int64_t number(std::string_view name) const noexcept;

  [[nodiscard]] http::response refuse(const failure& why) const { return problem(why, spoken); }
  [[nodiscard]] http::response refuse(const chat::refusal& why) const { return problem(failure_of(why), spoken); }
  [[nodiscard]] http::response refuse(const bad_field& wrong) const { return problem(failure_of(wrong), spoken); }
};

using action = boost::asio::awaitable<http::response> (*)(call);

/// The JSON of the body; `unsupported` when the body says it is something else, `invalid` when it is no JSON.
[[nodiscard]] std::expected<boost::json::value, failure> json_body(const http::request& request);

/// A file of a form.
struct sent_file {
  std::string name;  ///< as the client calls it; may hold any bytes
  std::string bytes;
};

/// The multipart part `file`.
[[nodiscard]] std::expected<sent_file, failure> file_part(const http::request& request);

[[nodiscard]] http::response ok(json_writer&& body);
[[nodiscard]] http::response created(json_writer&& body);
[[nodiscard]] http::response no_content();

// The actions, by resource.
boost::asio::awaitable<http::response> post_accounts(call asked);
boost::asio::awaitable<http::response> post_sessions(call asked);
boost::asio::awaitable<http::response> get_sessions(call asked);
boost::asio::awaitable<http::response> delete_current_session(call asked);
boost::asio::awaitable<http::response> delete_session(call asked);
boost::asio::awaitable<http::response> get_me(call asked);
boost::asio::awaitable<http::response> patch_me(call asked);
boost::asio::awaitable<http::response> put_avatar(call asked);
boost::asio::awaitable<http::response> get_server(call asked);
boost::asio::awaitable<http::response> get_openapi(call asked);
boost::asio::awaitable<http::response> get_manifest(call asked);
boost::asio::awaitable<http::response> post_setup(call asked);
boost::asio::awaitable<http::response> delete_sessions(call asked);
boost::asio::awaitable<http::response> post_password(call asked);
boost::asio::awaitable<http::response> post_forgotten_password(call asked);
boost::asio::awaitable<http::response> post_password_reset(call asked);
boost::asio::awaitable<http::response> delete_me(call asked);
boost::asio::awaitable<http::response> get_user(call asked);
boost::asio::awaitable<http::response> get_blocks(call asked);
boost::asio::awaitable<http::response> put_block(call asked);
boost::asio::awaitable<http::response> delete_block(call asked);
boost::asio::awaitable<http::response> get_push(call asked);
boost::asio::awaitable<http::response> put_push(call asked);
boost::asio::awaitable<http::response> delete_push(call asked);
boost::asio::awaitable<http::response> get_invites(call asked);
boost::asio::awaitable<http::response> post_invites(call asked);
boost::asio::awaitable<http::response> delete_invite(call asked);
boost::asio::awaitable<http::response> get_admin_users(call asked);
boost::asio::awaitable<http::response> patch_admin_user(call asked);
boost::asio::awaitable<http::response> post_admin_reset(call asked);
boost::asio::awaitable<http::response> delete_admin_sessions(call asked);
boost::asio::awaitable<http::response> delete_admin_messages(call asked);
boost::asio::awaitable<http::response> put_admin_icon(call asked);
boost::asio::awaitable<http::response> delete_admin_icon(call asked);
boost::asio::awaitable<http::response> get_admin_rooms(call asked);
boost::asio::awaitable<http::response> get_admin_settings(call asked);
boost::asio::awaitable<http::response> patch_admin_settings(call asked);
boost::asio::awaitable<http::response> get_admin_audit(call asked);
boost::asio::awaitable<http::response> get_admin_reports(call asked);
boost::asio::awaitable<http::response> patch_admin_report(call asked);
boost::asio::awaitable<http::response> get_admin_storage(call asked);
boost::asio::awaitable<http::response> get_admin_connections(call asked);
boost::asio::awaitable<http::response> post_admin_mail_test(call asked);
boost::asio::awaitable<http::response> get_admin_words(call asked);
boost::asio::awaitable<http::response> put_admin_words(call asked);
boost::asio::awaitable<http::response> get_rooms(call asked);
boost::asio::awaitable<http::response> post_rooms(call asked);
boost::asio::awaitable<http::response> get_room(call asked);
boost::asio::awaitable<http::response> get_directory(call asked);
boost::asio::awaitable<http::response> get_members(call asked);
boost::asio::awaitable<http::response> get_bans(call asked);
boost::asio::awaitable<http::response> get_messages(call asked);
boost::asio::awaitable<http::response> get_pins(call asked);
boost::asio::awaitable<http::response> get_thread(call asked);
boost::asio::awaitable<http::response> get_edits(call asked);
boost::asio::awaitable<http::response> get_readers(call asked);
boost::asio::awaitable<http::response> get_saved(call asked);
boost::asio::awaitable<http::response> get_mentions(call asked);
boost::asio::awaitable<http::response> get_invite(call asked);
boost::asio::awaitable<http::response> post_files(call asked);
boost::asio::awaitable<http::response> post_uploads(call asked);
boost::asio::awaitable<http::response> get_upload(call asked);
boost::asio::awaitable<http::response> patch_upload(call asked);
boost::asio::awaitable<http::response> delete_upload(call asked);
boost::asio::awaitable<http::response> complete_upload(call asked);
boost::asio::awaitable<http::response> post_robot(call asked);
boost::asio::awaitable<http::response> get_search(call asked);
boost::asio::awaitable<http::response> get_people(call asked);
boost::asio::awaitable<http::response> get_hooks(call asked);
boost::asio::awaitable<http::response> post_hooks(call asked);
boost::asio::awaitable<http::response> get_room_commands(call asked);
boost::asio::awaitable<http::response> get_room_hooks(call asked);
boost::asio::awaitable<http::response> post_room_hooks(call asked);
boost::asio::awaitable<http::response> get_hook(call asked);
boost::asio::awaitable<http::response> delete_hook(call asked);
boost::asio::awaitable<http::response> get_deliveries(call asked);
boost::asio::awaitable<http::response> resend_delivery(call asked);
boost::asio::awaitable<http::response> get_bots(call asked);
boost::asio::awaitable<http::response> post_bots(call asked);
boost::asio::awaitable<http::response> delete_bot(call asked);
boost::asio::awaitable<http::response> get_bot_tokens(call asked);
boost::asio::awaitable<http::response> post_bot_tokens(call asked);
boost::asio::awaitable<http::response> delete_bot_token(call asked);
boost::asio::awaitable<http::response> put_bot_room(call asked);
boost::asio::awaitable<http::response> delete_bot_room(call asked);

}  // namespace webchats::api::rest
