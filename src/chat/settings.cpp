#include "chat/settings.hpp"

#include <algorithm>
#include <charconv>

#include "chat/permissions.hpp"
#include "chat/text.hpp"
#include "chat/web_address.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t longest_name = 64;           // code points
constexpr std::size_t longest_announcement = 500;  // code points
constexpr std::size_t most_hosts = 200;
constexpr std::size_t longest_line = 16;  // changes that wait
constexpr std::chrono::minutes longest_edit = std::chrono::days{3'650};

/// Numbers are stored as they are in the enums; what nobody could have stored is as if it were not there.
std::int64_t number(const stored_settings& stored, const std::string& name, std::int64_t most, std::int64_t otherwise) {
  const auto found = stored.find(name);
  if (found == stored.end()) return otherwise;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
  return error == std::errc{} && value >= 0 && value <= most ? value : otherwise;
}

std::string text(const stored_settings& stored, const std::string& name, std::string otherwise) {
  const auto found = stored.find(name);
  return found == stored.end() ? std::move(otherwise) : found->second;
}

/// A file of this server, or nothing: what was imported may say anything.
std::string own_file(const stored_settings& stored, const std::string& name) {
  auto path = text(stored, name, {});
  return path.starts_with("/files/") ? path : std::string();
}

server_icon icon_of(const stored_settings& stored) {
  server_icon icon{.small = own_file(stored, "icon_small"),
                   .large = own_file(stored, "icon_large"),
                   .small_maskable = own_file(stored, "icon_small_maskable"),
                   .large_maskable = own_file(stored, "icon_large_maskable")};
  const bool whole =
      !icon.small.empty() && !icon.large.empty() && !icon.small_maskable.empty() && !icon.large_maskable.empty();
  return whole ? icon : server_icon{};
}

/// Hosts as they are stored: with spaces between them.
std::vector<std::string> split(std::string_view hosts) {
  std::vector<std::string> all;
  while (!hosts.empty()) {
    const auto one = hosts.substr(0, hosts.find(' '));
    if (!one.empty()) all.emplace_back(one);
    hosts.remove_prefix(std::min(hosts.size(), one.size() + 1));
  }
  return all;
}

std::string joined(const std::vector<std::string>& hosts) {
  std::string all;
  for (const auto& each : hosts) all += (all.empty() ? "" : " ") + each;
  return all;
}

server_settings read(const stored_settings& stored, server_settings defaults) {
  auto hosts = joined(defaults.preview_hosts);
  return {.name = text(stored, "name", std::move(defaults.name)),
          .registration = static_cast<registration_mode>(
              number(stored, "registration", 2, static_cast<std::int64_t>(defaults.registration))),
          .announcement = {text(stored, "announcement_en", {}), text(stored, "announcement_zh", {})},
          .rooms_by = static_cast<rooms_by>(number(stored, "rooms_by", 1, 0)),
          .icon = icon_of(stored),
          .history_edit = std::chrono::minutes(number(stored, "history_edit_minutes", longest_edit.count(), 0)),
          .previews = static_cast<link_previews>(
              number(stored, "link_previews", 1, static_cast<std::int64_t>(defaults.previews))),
          .preview_hosts = split(text(stored, "preview_hosts", std::move(hosts)))};
}

stored_settings written(const settings_change& change) {
  stored_settings all;
  if (change.name) all["name"] = *change.name;
  if (change.registration) all["registration"] = std::to_string(static_cast<int>(*change.registration));
  if (change.announcement) {
    all["announcement_en"] = change.announcement->english;
    all["announcement_zh"] = change.announcement->chinese;
  }
  if (change.rooms_by) all["rooms_by"] = std::to_string(static_cast<int>(*change.rooms_by));
  if (change.icon) {
    all["icon_small"] = change.icon->small;
    all["icon_large"] = change.icon->large;
    all["icon_small_maskable"] = change.icon->small_maskable;
    all["icon_large_maskable"] = change.icon->large_maskable;
  }
  if (change.previews) all["link_previews"] = std::to_string(static_cast<int>(*change.previews));
  if (change.preview_hosts) all["preview_hosts"] = joined(*change.preview_hosts);
  if (change.history_edit) all["history_edit_minutes"] = std::to_string(change.history_edit->count());
  return all;
}

server_settings changed(server_settings from, const settings_change& change) {
  if (change.name) from.name = *change.name;
  if (change.registration) from.registration = *change.registration;
  if (change.announcement) from.announcement = *change.announcement;
  if (change.rooms_by) from.rooms_by = *change.rooms_by;
  if (change.icon) from.icon = *change.icon;
  if (change.history_edit) from.history_edit = *change.history_edit;
  if (change.previews) from.previews = *change.previews;
  if (change.preview_hosts) from.preview_hosts = *change.preview_hosts;
  return from;
}

}  // namespace

outcome<std::vector<std::string>> checked_hosts(const std::vector<std::string>& written) {
  if (written.size() > most_hosts) return refuse(invalid{field::hosts, rule::too_long, most_hosts});
  std::vector<std::string> hosts;
  for (const auto& each : written) {
    auto host = ascii_host(trimmed(each));
    if (!host) return refuse(invalid{field::hosts, rule::format});
    if (std::ranges::find(hosts, *host) == hosts.end()) hosts.push_back(std::move(*host));
  }
  return hosts;
}

settings::settings(settings_repository& repository, const clock& time, server_settings defaults)
    : repository_(repository),
      clock_(time),
      current_(read(repository_.load(), std::move(defaults))),
      turns_(longest_line, 1) {}

flow<server_settings> settings::change(user actor, settings_change change) {
  if (!may(server_action::manage_settings, actor.role)) co_return refuse(forbidden{});
  if (change.name) {
    auto name = checked_name(*change.name, longest_name);
    if (!name) co_return std::unexpected(name.error());
    change.name = std::move(*name);
  }
  if (change.announcement) {
    for (const auto* each : {&change.announcement->english, &change.announcement->chinese}) {
      if (const auto broken = check_length(field::text, *each, longest_announcement)) co_return refuse(*broken);
    }
  }
  if (change.history_edit && (change.history_edit->count() < 0 || *change.history_edit > longest_edit)) {
    co_return refuse(invalid{field::seconds, rule::out_of_range});
  }
  if (change.preview_hosts) {
    auto hosts = checked_hosts(*change.preview_hosts);
    if (!hosts) co_return std::unexpected(hosts.error());
    change.preview_hosts = std::move(*hosts);
  }
  const auto turn = co_await turns_.enter("settings");
  if (!turn) co_return std::unexpected(turn.error());
  const auto stored = co_await repository_.store(actor.id, written(change), clock_.now());
  if (!stored) co_return std::unexpected(stored.error());
  auto next = changed(*now(), change);
  current_.publish(next);
  co_return next;
}

}  // namespace webchats::chat
