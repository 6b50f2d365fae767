#include "chat/server_icons.hpp"

#include <utility>

#include "chat/permissions.hpp"

namespace webchats::chat {

server_icons::server_icons(settings& chosen, image_store& images, const clock& time, const limits& bounds)
    : settings_(chosen), images_(images), clock_(time), uploads_(bounds.uploads) {}

flow<server_settings> server_icons::put(user actor, std::string bytes) {
  if (!may(server_action::manage_settings, actor.role)) co_return refuse(forbidden{});
  if (bytes.empty()) co_return refuse(invalid{field::file, rule::required});
  if (const auto wait = uploads_.refuse(actor.id, clock_.steady())) co_return refuse(rate_limited{*wait});
  const auto icon = co_await images_.put_icon(std::move(bytes));
  if (!icon) co_return std::unexpected(icon.error());
  auto changed = co_await settings_.change(std::move(actor), {.icon = *icon});
  if (!changed) images_.remove(*icon);
  co_return changed;
}

flow<server_settings> server_icons::remove(user actor) {
  co_return co_await settings_.change(std::move(actor), {.icon = server_icon{}});
}

}  // namespace webchats::chat
