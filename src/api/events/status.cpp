// `presence {status}`, `people {ids}` → `{people}`; the event `status` to those who share a direct room.

#include <utility>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/events/chat_namespace.hpp"
#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/sockets/arguments.hpp"
#include "net/loop_group.hpp"

namespace webchats::api::events {
namespace {

/// Who reloads a page is not gone.
constexpr std::chrono::seconds settling_time{1};

constexpr std::size_t most_asked = 100;

}  // namespace

boost::asio::awaitable<reply> presence(request asked) {
  object_reader in(asked.payload());
  const auto said = modern::availability_of(in.text("status", {.min = 1, .max = 16}));
  if (!in.problem() && !said) in.refuse("status", chat::rule::unknown);
  if (in.problem()) co_return refused(*in.problem());
  asked.from->say(*said);
  if (*said != chat::availability::idle) asked.services->digests.looked(asked.from->user().id);
  co_return "{}";
}

boost::asio::awaitable<reply> people(request asked) {
  object_reader in(asked.payload());
  const auto ids = in.integers("ids", most_asked, {.min = 1});
  if (in.problem()) co_return refused(*in.problem());
  std::vector<chat::user_id> wanted;
  for (const auto id : ids) wanted.push_back({id});
  const auto found = co_await asked.services->people.last_seen(asked.from->user(), std::move(wanted));
  if (!found) co_return refused(found.error());
  json_writer out;
  out.open_object().key("people").open_array();
  for (const auto& one : *found) {
    out.open_object()
        .key("id")
        .number(one.id.value)
        .key("presence")
        .string(modern::name_of(asked.services->presence.of(one.id)))
        .key("last_seen");
    if (one.last_seen) {
      out.string(rfc3339(*one.last_seen));
    } else {
      out.null();
    }
    out.close_object();
  }
  out.close_array().close_object();
  co_return std::move(out).take();
}

void chat_namespace::availability_moved(chat::user_id user) {
  if (services_.presence.of(user) == chat::availability::offline) services_.people.left(user);
  auto& home = *states_[net::loop::current()->index()];
  if (home.settling.insert_or_assign(user, true).second) home.tasks.spawn(tell_status(&home, user));
}

boost::asio::awaitable<void> chat_namespace::tell_status(loop_state* home, chat::user_id user) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const auto settling = home->settling.find(user);
  for (;;) {
    timer.expires_after(settling_time);
    co_await timer.async_wait(boost::asio::use_awaitable);
    if (!std::exchange(settling->second, false)) break;
    const auto rooms = co_await services_.people.direct_rooms_of(user);
    if (!rooms || rooms->empty()) continue;
    // Also when it is what was told before: somebody may have asked in between, and been answered otherwise.
    const auto now = services_.presence.of(user);
    auto peers = chat_.to(room_name(rooms->front()));
    for (const auto room : *rooms) peers = std::move(peers).to(room_name(room));
    json_writer out;
    out.open_object().key("user").number(user.value).key("presence").string(modern::name_of(now)).close_object();
    std::move(peers).except(person_name(user)).emit("status", as_argument(std::move(out).take()));
  }
  home->settling.erase(settling);
}

}  // namespace webchats::api::events
