#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>
#include <boost/asio/awaitable.hpp>

#include "api/error.hpp"
#include "api/events/connection.hpp"
#include "api/json/reader.hpp"
#include "api/json/writer.hpp"
#include "api/services.hpp"
#include "socketio/acknowledge.hpp"
#include "socketio/arguments.hpp"
#include "socketio/socket.hpp"

namespace webchats::api::events {

/// One event of a client, with what its handler needs. A value; runs on the socket's loop.
struct request {
  const api::services* services;  ///< outlives the loops
  socketio::socket_ptr socket;
  std::shared_ptr<connection> from;
  socketio::arguments arguments;

  [[nodiscard]] const boost::json::value& payload() const noexcept { return arguments[0]; }
};

/// What the acknowledgement adds to `{"ok":true`: a JSON object, "{}" for nothing. Or why not.
using reply = std::expected<std::string, failure>;
using event_action = boost::asio::awaitable<reply> (*)(request);

/// `co_return refused(why);`
[[nodiscard]] std::unexpected<failure> refused(const chat::refusal& why);
[[nodiscard]] std::unexpected<failure> refused(const bad_field& wrong);

/// What the acknowledgement says of a message that was sent: `{id, seq, time}`.
[[nodiscard]] reply sent_answer(const chat::outcome<chat::appended>& stored);

/// `{"ok":true,…}` or `{"ok":false,"error":{"code","message"}}`.
[[nodiscard]] std::string acknowledgement(const reply& answer, language spoken);

/// The object of an error in acknowledgements and CONNECT_ERROR: `{"code","message"}` and the details.
[[nodiscard]] std::string error_object(const failure& what, language spoken);

// One handler per event, by what it is about.
boost::asio::awaitable<reply> sync(request asked);
boost::asio::awaitable<reply> room_create(request asked);
boost::asio::awaitable<reply> room_direct(request asked);
boost::asio::awaitable<reply> room_update(request asked);
boost::asio::awaitable<reply> room_archive(request asked);
boost::asio::awaitable<reply> room_join(request asked);
boost::asio::awaitable<reply> room_leave(request asked);
boost::asio::awaitable<reply> room_invite(request asked);
boost::asio::awaitable<reply> room_kick(request asked);
boost::asio::awaitable<reply> room_ban(request asked);
boost::asio::awaitable<reply> room_unban(request asked);
boost::asio::awaitable<reply> room_mute(request asked);
boost::asio::awaitable<reply> room_role(request asked);
boost::asio::awaitable<reply> room_notify(request asked);
boost::asio::awaitable<reply> history(request asked);
boost::asio::awaitable<reply> message_send(request asked);
boost::asio::awaitable<reply> message_edit(request asked);
boost::asio::awaitable<reply> message_delete(request asked);
boost::asio::awaitable<reply> preview_remove(request asked);
boost::asio::awaitable<reply> reaction_add(request asked);
boost::asio::awaitable<reply> reaction_remove(request asked);
boost::asio::awaitable<reply> pin_add(request asked);
boost::asio::awaitable<reply> pin_remove(request asked);
boost::asio::awaitable<reply> save_add(request asked);
boost::asio::awaitable<reply> save_remove(request asked);
boost::asio::awaitable<reply> draft(request asked);
boost::asio::awaitable<reply> read(request asked);
boost::asio::awaitable<reply> unread(request asked);
boost::asio::awaitable<reply> typing(request asked);
boost::asio::awaitable<reply> robot(request asked);
boost::asio::awaitable<reply> command(request asked);
boost::asio::awaitable<reply> search(request asked);
boost::asio::awaitable<reply> people_search(request asked);
boost::asio::awaitable<reply> presence(request asked);
boost::asio::awaitable<reply> people(request asked);
boost::asio::awaitable<reply> message_report(request asked);

/// The field `room` of a payload, and `user`.
[[nodiscard]] chat::room_id room_field(object_reader& in);
[[nodiscard]] chat::user_id user_field(object_reader& in);
/// The field `users`: at most as many as anybody may name.
[[nodiscard]] std::vector<chat::user_id> users_field(object_reader& in);

}  // namespace webchats::api::events
