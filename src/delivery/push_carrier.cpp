#include "delivery/push_carrier.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "chat/text.hpp"

namespace webchats::delivery {

namespace {

/// How long a message is worth a notification.
constexpr std::chrono::seconds lifetime = std::chrono::hours(24);
constexpr std::size_t title_code_points = 100;
constexpr std::size_t text_code_points = 300;

std::string beginning(const std::string& text, std::size_t most) {
  std::string shown(chat::beginning_of(text, most));
  return shown.size() == text.size() ? shown : shown + "…";
}

}  // namespace

std::string push_payload(const chat::due_push& told) {
  const bool direct = told.kind == chat::room_kind::direct;
  boost::json::object out;
  out["room"] = told.room.value;
  out["seq"] = told.seq.value;
  out["title"] = beginning(direct ? told.author : told.room_name, title_code_points);
  out["author"] = beginning(told.author, title_code_points);
  out["direct"] = direct;
  out["mention"] = told.mentions;
  out["unread"] = told.unread;
  out["language"] = told.language;
  if (told.subscription.text == chat::push_text::yes) {
    out["text"] = beginning(told.text, text_code_points);
    out["files"] = told.files;
  }
  return boost::json::serialize(out);
}

boost::asio::awaitable<attempt> push_carrier::carry(const chat::delivery& sent) {
  const auto due = co_await subscriptions_.due(sent);
  if (!due) {
    const bool nothing = std::holds_alternative<chat::not_found>(due.error());
    co_return attempt{nothing ? attempt::result::delivered : attempt::result::failed, nothing ? "" : "unavailable"};
  }
  const auto now = clock_.now();
  auto left = std::chrono::floor<std::chrono::seconds>(sent.created + lifetime - now);
  const bool wanted = away_(due->subscription.user) && !chat::is_calm(due->wishes, now);
  if (left.count() <= 0 || !wanted) co_return attempt{attempt::result::delivered};
  // What a device that is off does not get until then must not wake anybody.
  if (const auto quiet = chat::until_quiet(due->wishes, now)) left = std::min<std::chrono::seconds>(left, *quiet);
  const bool pressing = due->mentions || due->kind == chat::room_kind::direct;
  auto request = door_.request_for(due->subscription.to, push_payload(*due), "room-" + std::to_string(due->room.value),
                                   pressing ? urgency::high : urgency::normal, left, now);
  if (!request) co_return attempt{attempt::result::impossible, "no such target"};
  const auto answer = co_await client_.post(std::move(*request));
  if (!answer) co_return attempt{attempt::result::failed, std::string(chat::name_of(answer.error()))};
  if (answer->status >= 200 && answer->status < 300) co_return attempt{attempt::result::delivered};
  if (answer->status == 404 || answer->status == 410) {
    const auto forgotten = co_await subscriptions_.forget(due->subscription.id);
    co_return attempt{forgotten ? attempt::result::delivered : attempt::result::failed, "gone"};
  }
  co_return attempt{attempt::result::failed, "status " + std::to_string(answer->status)};
}

}  // namespace webchats::delivery
