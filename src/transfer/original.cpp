#include "transfer/original.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "chat/limits.hpp"
#include "chat/ports/clock.hpp"
#include "chat/text.hpp"
#include "transfer/failure.hpp"
#include "transfer/intake.hpp"
#include "transfer/original_images.hpp"
#include "transfer/original_people.hpp"

namespace webchats::transfer {

namespace {

constexpr std::uint64_t between_signs = 1'000;
constexpr std::string_view no_picture = "[图片]";

std::int64_t number_of(std::size_t place) noexcept { return static_cast<std::int64_t>(place) + 1; }

/// Moves what a census and a second look at the messages tell into an intake.
class mover {
 public:
  mover(const original_source& from, intake& rows, chat::instant now)
      : from_(from), rows_(rows), images_(from.images, rows.blobs()), now_(now), last_time_(now) {}

  original_report run(original_rows& source, original_census census, const progress& told) {
    report_.foreign_messages = static_cast<std::uint64_t>(census.foreign_messages);
    add_people(census);
    for (std::size_t place = 0; place < original_rooms; ++place) add_room(census, place);
    const auto of = static_cast<std::uint64_t>(census.messages[0] + census.messages[1]);
    constexpr std::array<std::string_view, 1> tables{"messages"};
    source.each(tables, [&](const table_row& row) {
      add_message(row);
      if (report_.messages % between_signs == 0) told("messages", report_.messages, of);
    });
    return report_;
  }

 private:
  void add_people(original_census& census) {
    for (auto& who : census.people) {
      take_avatar(who);
      if (who.password.empty()) ++report_.without_password;
      try {
        rows_.take(line_of(who));
      } catch (const failure& wrong) {
        throw failure(fmt::format("user {} ({}): {}", who.id, who.email, wrong.what()));
      }
      ++report_.people;
    }
    for (const auto id : census.authors) rows_.take(line_of_unknown(id, now_));
    report_.unknown_authors = census.authors.size();
  }

  void take_avatar(original_person& who) const {
    if (const auto found = images_.store(who.avatar, chat::image_use::avatar)) {
      who.avatar = who.avatar_file = found->url;
    } else if (who.avatar.starts_with("/") && !who.avatar.starts_with("//")) {
      who.avatar.clear();  // a path of the old server
    } else if (chat::check_avatar(who.avatar, chat::limits{})) {
      who.avatar.clear();
    }
  }

  void add_room(const original_census& census, std::size_t place) {
    const auto last = census.messages.at(place);
    boost::json::object room;
    room["type"] = "room";
    room["id"] = number_of(place);
    room["kind"] = "public";
    room["name"] = fmt::format("聊天室{}", number_of(place));
    room["classic_number"] = number_of(place);
    room["last_seq"] = last;
    room["version"] = 1;
    room["everybody"] = true;
    room["created"] = now_.time_since_epoch().count();
    rows_.take(room);
    for (const auto& who : census.people) {
      const auto unread = census.unread.find({who.id, number_of(place)});
      boost::json::object member;
      member["type"] = "member";
      member["room"] = number_of(place);
      member["user"] = who.id;
      member["last_read_seq"] =
          unread == census.unread.end() ? last : last - std::clamp<std::int64_t>(unread->second, 0, last);
      member["joined"] = who.created.time_since_epoch().count();
      rows_.take(member);
    }
  }

  void add_message(const table_row& row) {
    const auto place = original_room(row);
    if (!place) return;
    auto text = row.text("msg");
    const auto address = row.text("img");
    const auto picture = address.empty() ? std::nullopt : images_.store(address, chat::image_use::message);
    if (!address.empty() && !picture) {
      ++report_.missing_pictures;
      if (text.empty()) text = address.starts_with("http") ? address : std::string(no_picture);
    }
    last_time_ = original_time(row.at("created_at"), from_.shift, last_time_);
    boost::json::object line;
    line["type"] = "message";
    line["id"] = row.number("id");
    line["room"] = number_of(*place);
    line["seq"] = ++seqs_.at(*place);
    line["user"] = row.number("user_id");
    line["text"] = text;
    line["created"] = last_time_.time_since_epoch().count();
    line["files"] = picture ? 1 : 0;
    rows_.take(line);
    if (picture) add_picture(row, *picture);
    ++report_.messages;
  }

  void add_picture(const table_row& row, const chat::file& picture) {
    boost::json::object line;
    line["type"] = "attachment";
    line["id"] = picture.id.value;
    line["user"] = row.number("user_id");
    line["message"] = row.number("id");
    line["kind"] = "image";
    line["media_type"] = picture.type;
    rows_.take(with_versions(std::move(line), picture));
    ++report_.pictures;
  }

  [[nodiscard]] boost::json::object with_versions(boost::json::object line, const chat::file& picture) const {
    line["url"] = picture.url;
    line["medium"] = picture.medium;
    line["thumb"] = picture.thumb;
    line["blur"] = picture.blur;
    line["width"] = picture.width;
    line["height"] = picture.height;
    line["size"] = picture.size;
    line["created"] = last_time_.time_since_epoch().count();
    return line;
  }

  const original_source& from_;
  intake& rows_;
  original_images images_;
  chat::instant now_;
  chat::instant last_time_;
  std::array<std::int64_t, original_rooms> seqs_{};
  original_report report_;
};

}  // namespace

original_report import_original(const place& to, const original_source& from, const progress& told) {
  const auto now = chat::system_clock().now();
  const auto source = open_original(from);
  auto census = count_original(*source, from.shift, now);
  intake rows(to);
  const auto report = mover(from, rows, now).run(*source, std::move(census), told);
  rows.finish(told);
  return report;
}

}  // namespace webchats::transfer
