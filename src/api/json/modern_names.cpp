// What the modern contract calls the values of closed sets.

#include <initializer_list>

#include "api/json/modern.hpp"

namespace webchats::api::modern {
namespace {

/// The one of `all` that the contract calls `name`.
template <class Value>
std::optional<Value> named(std::initializer_list<Value> all, std::string_view name) noexcept {
  for (const auto each : all) {
    if (name_of(each) == name) return each;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_of(chat::room_kind kind) noexcept {
  switch (kind) {
    case chat::room_kind::open:
      return "public";
    case chat::room_kind::closed:
      return "private";
    case chat::room_kind::direct:
      break;
  }
  return "direct";
}

std::string_view name_of(chat::server_role role) noexcept {
  switch (role) {
    case chat::server_role::owner:
      return "owner";
    case chat::server_role::admin:
      return "admin";
    case chat::server_role::moderator:
      return "moderator";
    case chat::server_role::member:
      return "member";
    case chat::server_role::guest:
      return "guest";
    case chat::server_role::bot:
      break;
  }
  return "bot";
}

std::string_view name_of(chat::member_role role) noexcept {
  switch (role) {
    case chat::member_role::owner:
      return "owner";
    case chat::member_role::moderator:
      return "moderator";
    case chat::member_role::member:
      break;
  }
  return "member";
}

std::string_view name_of(chat::message_kind kind) noexcept {
  switch (kind) {
    case chat::message_kind::action:
      return "action";
    case chat::message_kind::system:
      return "system";
    case chat::message_kind::text:
      break;
  }
  return "text";
}

std::string_view name_of(chat::notify_level level) noexcept {
  switch (level) {
    case chat::notify_level::mentions:
      return "mentions";
    case chat::notify_level::nothing:
      return "nothing";
    case chat::notify_level::all:
      break;
  }
  return "all";
}

std::string_view name_of(chat::availability here) noexcept {
  switch (here) {
    case chat::availability::online:
      return "online";
    case chat::availability::dnd:
      return "dnd";
    case chat::availability::idle:
      return "idle";
    case chat::availability::offline:
      break;
  }
  return "offline";
}

std::string_view name_of(chat::chosen_presence wish) noexcept {
  switch (wish) {
    case chat::chosen_presence::online:
      return "online";
    case chat::chosen_presence::idle:
      return "idle";
    case chat::chosen_presence::dnd:
      return "dnd";
    case chat::chosen_presence::invisible:
      break;
  }
  return "invisible";
}

std::optional<chat::chosen_presence> chosen_presence_of(std::string_view name) noexcept {
  using enum chat::chosen_presence;
  return named({online, idle, dnd, invisible}, name);
}

std::optional<chat::availability> availability_of(std::string_view name) noexcept {
  for (const auto each : {chat::availability::online, chat::availability::dnd, chat::availability::idle}) {
    if (name_of(each) == name) return each;
  }
  return std::nullopt;
}

std::optional<chat::room_kind> room_kind_of(std::string_view name) noexcept {
  if (name == "public") return chat::room_kind::open;
  if (name == "private") return chat::room_kind::closed;
  return std::nullopt;
}

std::optional<chat::member_role> member_role_of(std::string_view name) noexcept {
  using enum chat::member_role;
  return named({owner, moderator, member}, name);
}

std::optional<chat::notify_level> notify_level_of(std::string_view name) noexcept {
  using enum chat::notify_level;
  return named({all, mentions, nothing}, name);
}

std::optional<chat::server_role> server_role_of(std::string_view name) noexcept {
  using enum chat::server_role;
  return named({owner, admin, moderator, member, guest, bot}, name);
}

}  // namespace webchats::api::modern
