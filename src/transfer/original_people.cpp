#include "transfer/original_people.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "base/bcrypt.hpp"
#include "chat/limits.hpp"
#include "chat/text.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

/// A shown name: the original's, or what stands before the @ of the address.
std::string name_of(const std::string& wanted, const std::string& email, std::int64_t id) {
  const auto most = chat::limits{}.name_length;
  for (const auto& each : {wanted, email.substr(0, email.find('@'))}) {
    if (auto name = chat::checked_name(each, most)) return *name;
  }
  return fmt::format("user {}", id);
}

original_person person_of(const table_row& row, std::chrono::hours shift, chat::instant now) {
  original_person who{.id = row.number("id"),
                      .email = chat::normalise_email(row.text("email")),
                      .name = {},
                      .password = row.text("password"),
                      .avatar = row.text("avatar"),
                      .created = original_time(row.at("created_at"), shift, now),
                      .updated = original_time(row.at("updated_at"), shift, now)};
  if (who.id <= 0) throw failure("a user has no id");
  if (who.email.empty()) who.email = fmt::format("unknown {}", who.id);
  who.name = name_of(row.text("name"), who.email, who.id);
  if (!base::is_bcrypt(who.password)) who.password.clear();
  return who;
}

void count_message(original_census& census, const table_row& row) {
  const auto room = original_room(row);
  if (!room) {
    ++census.foreign_messages;
    return;
  }
  ++census.messages.at(*room);
  census.authors.insert(row.number("user_id"));
}

}  // namespace

chat::instant original_time(const std::optional<std::string>& text, std::chrono::hours shift, chat::instant otherwise) {
  if (!text || text->size() < 19) return otherwise;
  const auto part = [&](std::size_t from, std::size_t size) {
    int number = -1;
    const char* const begin = text->data() + from;
    const auto [end, error] = std::from_chars(begin, begin + size, number);
    return error == std::errc() && end == begin + size ? number : -1;
  };
  using namespace std::chrono;
  const year_month_day day{year(part(0, 4)), month(static_cast<unsigned>(part(5, 2))),
                           std::chrono::day(static_cast<unsigned>(part(8, 2)))};
  const int hour = part(11, 2);
  const int minute = part(14, 2);
  const int second = part(17, 2);
  if (!day.ok() || int(day.year()) < 1970 || hour < 0 || minute < 0 || second < 0) return otherwise;
  return sys_days(day) + hours(hour) + minutes(minute) + seconds(second) + shift;
}

std::optional<std::size_t> original_room(const table_row& row) {
  const auto number = row.number("room_id");
  if (number < 1 || std::cmp_greater(number, original_rooms)) return std::nullopt;
  return static_cast<std::size_t>(number - 1);
}

original_census count_original(original_rows& from, std::chrono::hours shift, chat::instant now) {
  original_census census;
  constexpr std::array<std::string_view, 3> tables{"users", "messages", "counts"};
  from.each(tables, [&](const table_row& row) {
    if (row.table == "users") {
      census.people.push_back(person_of(row, shift, now));
    } else if (row.table == "messages") {
      count_message(census, row);
    } else {
      census.unread[{row.number("user_id"), row.number("room_id")}] = row.number("count");
    }
  });
  if (census.people.empty()) throw failure(fmt::format("{} has no rows of \"users\"", from.name()));
  for (const auto& who : census.people) census.authors.erase(who.id);
  return census;
}

boost::json::object line_of(const original_person& who) {
  boost::json::object line;
  line["type"] = "user";
  line["id"] = who.id;
  line["email"] = who.email;
  line["name"] = who.name;
  line["password"] = who.password;
  line["role"] = "member";
  line["avatar"] = who.avatar;
  line["avatar_file"] = who.avatar_file;
  line["created"] = who.created.time_since_epoch().count();
  line["updated"] = who.updated.time_since_epoch().count();
  return line;
}

boost::json::object line_of_unknown(std::int64_t id, chat::instant now) {
  auto line = line_of({.id = id,
                       .email = fmt::format("deleted {}", id),
                       .name = "deleted",
                       .password = {},
                       .avatar = {},
                       .created = now,
                       .updated = now});
  line["state"] = "deleted";
  return line;
}

}  // namespace webchats::transfer
