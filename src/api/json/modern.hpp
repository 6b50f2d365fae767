#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/json/writer.hpp"
#include "chat/ports/member_repository.hpp"
#include "chat/ports/people_repository.hpp"
#include "chat/presence.hpp"
#include "chat/types.hpp"

/// The types of docs/protocol.md, written straight. What is not named there does not leave the server: no e-mail
/// address of others, no token, no client id of others.
namespace webchats::api::modern {

void write(json_writer& out, const chat::user& who);
void write(json_writer& out, const chat::account& me);
void write(json_writer& out, const chat::file& image);
/// The fields of a profile; the object is open.
void write_fields(json_writer& out, const chat::profile& seen);
void write_time(json_writer& out, const std::optional<chat::instant>& when);
void write(json_writer& out, std::span<const chat::user> people);
void write(json_writer& out, const std::optional<chat::link_preview>& shown);

/// The client id is shown to the author only.
void write(json_writer& out, const chat::message& said, chat::user_id reader);
void write(json_writer& out, std::span<const chat::message> page, chat::user_id reader);

/// A room as everybody sees it. `online`: how many of its members are here.
void write(json_writer& out, const chat::room& seen, std::size_t online);
/// `here`: how much the member is in the room.
void write(json_writer& out, const chat::room_member& member, chat::availability here);
void write(json_writer& out, const chat::room_ban& ban);
/// A room as `reader` sees it.
/// `online`: how many of its members are here.
void write(json_writer& out, const chat::joined_room& seen, std::size_t online, chat::user_id reader);

/// `{messages, more, more_after}`.
[[nodiscard]] std::string page(const chat::message_page& run, chat::user_id reader);

/// The payload of the event `message`: for its author with the client id, for anybody else without.
[[nodiscard]] std::string message_event(const chat::message& said, chat::user_id reader);

// Names of the contract: `public`, `owner`, `text`, …
[[nodiscard]] std::string_view name_of(chat::room_kind kind) noexcept;
[[nodiscard]] std::string_view name_of(chat::server_role role) noexcept;
[[nodiscard]] std::string_view name_of(chat::member_role role) noexcept;
[[nodiscard]] std::string_view name_of(chat::message_kind kind) noexcept;
[[nodiscard]] std::string_view name_of(chat::notify_level level) noexcept;
[[nodiscard]] std::string_view name_of(chat::availability here) noexcept;
[[nodiscard]] std::string_view name_of(chat::chosen_presence wish) noexcept;
[[nodiscard]] std::optional<chat::server_role> server_role_of(std::string_view name) noexcept;
/// What a connection may say of its person.
[[nodiscard]] std::optional<chat::availability> availability_of(std::string_view name) noexcept;
[[nodiscard]] std::optional<chat::chosen_presence> chosen_presence_of(std::string_view name) noexcept;
[[nodiscard]] std::optional<chat::room_kind> room_kind_of(std::string_view name) noexcept;
[[nodiscard]] std::optional<chat::member_role> member_role_of(std::string_view name) noexcept;
[[nodiscard]] std::optional<chat::notify_level> notify_level_of(std::string_view name) noexcept;
/// An avatar that lies on this server, else nothing: the page sends no request to any other host.
[[nodiscard]] std::string_view own_path(std::string_view avatar) noexcept;

}  // namespace webchats::api::modern
