#include "chat/previews.hpp"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "chat/web_address.hpp"

namespace webchats::chat {

namespace {

/// The parts of a change that a preview may follow from.
struct said {
  room_id room;
  seq_no seq;
  const user& author;
  std::string_view text;
};

std::optional<said> said_in(const notice& change) {
  if (const auto* posted = std::get_if<message_posted>(&change)) {
    const auto& one = posted->message;
    if (one.kind == message_kind::system) return std::nullopt;
    return said{one.room, one.seq, one.author, one.text};
  }
  const auto* edited = std::get_if<message_edited>(&change);
  if (edited == nullptr || edited->link == link_change::stays) return std::nullopt;
  return said{edited->room, edited->seq, edited->author, edited->text};
}

}  // namespace

previews::previews(preview_repository& repository, page_reader& pages, const settings& administered, const clock& time,
                   const limits& bounds, const word_screen& words)
    : repository_(repository),
      pages_(pages),
      settings_(administered),
      clock_(time),
      limits_(bounds),
      words_(words),
      asked_(bounds.previews),
      removed_(bounds.message_changes),
      lanes_(bounds.preview_line, bounds.preview_lanes),
      known_(bounds.preview_cache) {}

std::optional<wanted_preview> previews::wanted_by(const notice& change) {
  const auto what = said_in(change);
  if (!what || what->author.role == server_role::bot || settings_.now()->previews == link_previews::off) {
    return std::nullopt;
  }
  const auto link = first_link(what->text);
  if (!link) return std::nullopt;
  auto url = askable_url(*link);
  if (!url || !may_ask(host_of(*url)) || asked_.refuse(what->author.id, clock_.steady())) return std::nullopt;
  return wanted_preview{what->room, what->seq, std::string(*link), std::move(*url)};
}

boost::asio::awaitable<void> previews::make(wanted_preview wanted) {
  const auto found = co_await look_at(std::move(wanted.url));
  if (!found) co_return;
  auto shown = *found;
  if (!admit(shown)) co_return;
  std::ignore = co_await repository_.put(wanted.room, wanted.seq,
                                         {.url = std::move(wanted.link),
                                          .title = std::move(shown.title),
                                          .description = std::move(shown.description),
                                          .site = std::move(shown.site)});
}

boost::asio::awaitable<preview_cache::entry> previews::look_at(std::string url) {
  if (auto before = known_.find(url, clock_.steady())) co_return std::move(*before);
  // One lane for one URL: whoever waits behind the first finds what that was answered.
  const auto lane = std::hash<std::string>{}(url) % limits_.preview_lanes;
  const auto turn = co_await lanes_.enter(std::to_string(lane));
  if (!turn) co_return std::nullopt;
  if (auto meanwhile = known_.find(url, clock_.steady())) co_return std::move(*meanwhile);
  if (settings_.now()->previews == link_previews::off) co_return std::nullopt;
  auto answer = co_await pages_.read(url, [this](std::string_view host) { return may_ask(host); });
  if (answer) {
    known_.put(std::move(url), *answer, clock_.steady() + limits_.preview_kept);
    co_return std::move(*answer);
  }
  // Whom one may ask is the administrators' to change; what they change holds at once.
  if (answer.error() != web_failure::not_allowed) {
    known_.put(std::move(url), std::nullopt, clock_.steady() + limits_.preview_failure_kept);
  }
  co_return std::nullopt;
}

bool previews::admit(page_summary& said) const {
  return std::ranges::all_of(std::initializer_list<std::string*>{&said.title, &said.description, &said.site},
                             [this](std::string* each) { return words_.admit(*each).has_value(); });
}

bool previews::may_ask(std::string_view host) const {
  const auto now = settings_.now();
  return now->preview_hosts.empty() || std::ranges::any_of(now->preview_hosts, [host](const std::string& each) {
           return host == each ||
                  (host.size() > each.size() && host.ends_with(each) && host[host.size() - each.size() - 1] == '.');
         });
}

flow<changed_message> previews::remove(user_id who, room_id room, seq_no seq) {
  if (const auto wait = removed_.refuse(who, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.remove(who, room, seq, clock_.now());
}

}  // namespace webchats::chat
