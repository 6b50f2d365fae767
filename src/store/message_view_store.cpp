#include "store/message_view_store.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "store/membership.hpp"
#include "store/message_rows.hpp"
#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

using chat::message_page;

constexpr integer no_bound = std::numeric_limits<integer>::max();

using seq_query = query<in<integer, integer, integer>, out<integer>>;
using place_query = query<in<integer, integer, integer>, out<integer, integer>>;

struct view_statements {
  explicit view_statements(connection& sql)
      : last_seq(sql, "select last_seq from rooms where id = :room"),
        created(sql, "select created from messages where room_id = :room and seq = :seq"),
        pins(sql,
             "select seq from messages where room_id = :room and pinned > :above order by pinned desc limit :most"),
        thread(sql,
               "select seq from messages where room_id = :room and thread = :first and thread <> 0 and seq > :after "
               "order by seq limit :most"),
        message_id(sql, "select id, user_id from messages where room_id = :room and seq = :seq"),
        edits(sql, "select text, time from edits where message_id = :message order by time"),
        // Presence 3 is invisible.
        readers(sql,
                "select u.id, u.name, u.avatar, u.role from members m join users u on u.id = m.user_id "
                "where m.room_id = :room and case when u.presence = 3 then m.shown_read_seq else m.last_read_seq end "
                ">= :seq and m.user_id <> :author order by u.id limit :most"),
        saved(sql,
              "select g.room_id, g.seq from saved s join messages g on g.room_id = s.room_id and g.seq = s.seq "
              "join members m on m.room_id = s.room_id and m.user_id = s.user_id "
              "where s.user_id = :user and g.id < :before and g.deleted = 0 order by g.id desc limit :most"),
        mentions(sql,
                 "select g.room_id, g.seq from mentions n join messages g on g.room_id = n.room_id and g.seq = n.seq "
                 "join members m on m.room_id = n.room_id and m.user_id = :user "
                 "where n.user_id in (:named, 0) and g.id < :before and g.user_id <> :author order by g.id desc "
                 "limit :most") {}
  query<in<integer>, out<integer>> last_seq;
  query<in<integer, integer>, out<integer>> created;
  seq_query pins;
  query<in<integer, integer, integer, integer>, out<integer>> thread;
  query<in<integer, integer>, out<integer, integer>> message_id;
  query<in<integer>, out<std::string, integer>> edits;
  query<in<integer, integer, integer, integer>, out<integer, std::string, std::string, integer>> readers;
  place_query saved;
  query<in<integer, integer, integer, integer, integer>, out<integer, integer>> mentions;
};

static_assert(static_cast<int>(chat::chosen_presence::invisible) == 3);

message_page around_now(connection& sql, chat::user_id reader, chat::room_id room, chat::seq_no seq,
                        std::size_t limit) {
  // One more on each side tells whether there is more.
  const auto older = limit / 2;
  const auto newer = limit - older;
  message_page page;
  page.messages = read_messages(sql, {room, {0}, {seq.value - 1}, older + 1}, from_end::newest, reader);
  page.more = page.messages.size() > older;
  if (page.more) page.messages.erase(page.messages.begin());
  auto after = read_messages(sql, {room, {seq.value - 1}, {no_bound}, newer + 1}, from_end::oldest, reader);
  page.more_after = after.size() > newer;
  if (page.more_after) after.pop_back();
  std::ranges::move(after, std::back_inserter(page.messages));
  return page;
}

/// The first message at or after a time, by bisection: seq and time rise together.
chat::seq_no seq_at(connection& sql, chat::room_id room, chat::instant time) {
  auto& statements = sql.prepared<view_statements>();
  const auto wanted = to_milliseconds(time);
  integer low = 1;
  auto high = std::get<0>(statements.last_seq.first(room.value).value_or(std::tuple<integer>{0})) + 1;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const auto created = statements.created.first(room.value, middle);
    if (created && std::get<0>(*created) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return {low};
}

/// The messages of a list of places, one more of which was asked for to see whether there is more.
message_page page_of(connection& sql, chat::user_id reader, std::vector<std::pair<chat::room_id, chat::seq_no>> places,
                     std::size_t limit) {
  message_page page;
  page.more = places.size() > limit;
  if (page.more) places.resize(limit);
  for (const auto& [room, seq] : places) {
    if (auto found = read_message(sql, room, seq, reader)) page.messages.push_back(std::move(*found));
  }
  return page;
}

}  // namespace

chat::flow<message_page> message_view_store::around(chat::user_id reader, chat::room_id room, chat::seq_no seq,
                                                    std::size_t limit) {
  co_return co_await readers_.run<message_page>([=](connection& sql) -> chat::outcome<message_page> {
    if (const auto member = membership_of(sql, reader, room); !member) return std::unexpected(member.error());
    const snapshot here(sql);
    return around_now(sql, reader, room, seq, limit);
  });
}

chat::flow<message_page> message_view_store::at(chat::user_id reader, chat::room_id room, chat::instant time,
                                                std::size_t limit) {
  co_return co_await readers_.run<message_page>([=](connection& sql) -> chat::outcome<message_page> {
    if (const auto member = membership_of(sql, reader, room); !member) return std::unexpected(member.error());
    const snapshot here(sql);
    return around_now(sql, reader, room, seq_at(sql, room, time), limit);
  });
}

chat::flow<std::vector<chat::message>> message_view_store::pins(chat::user_id reader, chat::room_id room) {
  constexpr integer most = 1'000;  // above any bound of chat
  co_return co_await readers_.run<std::vector<chat::message>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::message>> {
        if (const auto member = membership_of(sql, reader, room); !member) return std::unexpected(member.error());
        const snapshot here(sql);
        std::vector<chat::message> pinned;
        std::vector<integer> seqs;
        sql.prepared<view_statements>().pins.each([&](integer seq) { seqs.push_back(seq); }, room.value, 0, most);
        for (const auto seq : seqs) {
          if (auto found = read_message(sql, room, {seq}, reader)) pinned.push_back(std::move(*found));
        }
        return pinned;
      });
}

chat::flow<message_page> message_view_store::thread(chat::user_id reader, chat::room_id room, chat::seq_no first,
                                                    chat::seq_no after, std::size_t limit) {
  co_return co_await readers_.run<message_page>([=](connection& sql) -> chat::outcome<message_page> {
    if (const auto member = membership_of(sql, reader, room); !member) return std::unexpected(member.error());
    const snapshot here(sql);
    std::vector<std::pair<chat::room_id, chat::seq_no>> places;
    if (after < first) places.emplace_back(room, first);
    sql.prepared<view_statements>().thread.each([&](integer seq) { places.emplace_back(room, chat::seq_no{seq}); },
                                                room.value, first.value, after.value,
                                                static_cast<integer>(limit + 1 - places.size()));
    return page_of(sql, reader, std::move(places), limit);
  });
}

chat::flow<std::vector<chat::earlier_text>> message_view_store::edits(chat::user_id reader, chat::room_id room,
                                                                      chat::seq_no seq) {
  co_return co_await readers_.run<std::vector<chat::earlier_text>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::earlier_text>> {
        if (const auto member = membership_of(sql, reader, room); !member) return std::unexpected(member.error());
        auto& statements = sql.prepared<view_statements>();
        const auto message = statements.message_id.first(room.value, seq.value);
        if (!message) return chat::refuse(chat::not_found{});
        std::vector<chat::earlier_text> found;
        statements.edits.each([&](const std::string& text, integer time) { found.push_back({text, to_instant(time)}); },
                              std::get<0>(*message));
        return found;
      });
}

chat::flow<chat::reader_page> message_view_store::readers(chat::user_id reader, chat::room_id room, chat::seq_no seq,
                                                          std::size_t limit) {
  co_return co_await readers_.run<chat::reader_page>([=](connection& sql) -> chat::outcome<chat::reader_page> {
    if (const auto member = membership_of(sql, reader, room); !member) return std::unexpected(member.error());
    auto& statements = sql.prepared<view_statements>();
    const auto message = statements.message_id.first(room.value, seq.value);
    if (!message) return chat::refuse(chat::not_found{});
    chat::reader_page page;
    statements.readers.each(
        [&](integer id, const std::string& name, const std::string& avatar, integer role) {
          page.readers.push_back({{id}, name, avatar, {}, static_cast<chat::server_role>(role)});
        },
        room.value, seq.value, std::get<1>(*message), static_cast<integer>(limit) + 1);
    page.more = page.readers.size() > limit;
    if (page.more) page.readers.pop_back();
    return page;
  });
}

chat::flow<message_page> message_view_store::saved(chat::user_id reader, std::optional<chat::message_id> before,
                                                   std::size_t limit) {
  co_return co_await readers_.run<message_page>([=](connection& sql) -> chat::outcome<message_page> {
    const snapshot here(sql);
    std::vector<std::pair<chat::room_id, chat::seq_no>> places;
    sql.prepared<view_statements>().saved.each(
        [&](integer room, integer seq) { places.emplace_back(chat::room_id{room}, chat::seq_no{seq}); }, reader.value,
        before ? before->value : no_bound, static_cast<integer>(limit) + 1);
    return page_of(sql, reader, std::move(places), limit);
  });
}

chat::flow<message_page> message_view_store::mentions(chat::user_id reader, std::optional<chat::message_id> before,
                                                      std::size_t limit) {
  co_return co_await readers_.run<message_page>([=](connection& sql) -> chat::outcome<message_page> {
    const snapshot here(sql);
    std::vector<std::pair<chat::room_id, chat::seq_no>> places;
    sql.prepared<view_statements>().mentions.each(
        [&](integer room, integer seq) { places.emplace_back(chat::room_id{room}, chat::seq_no{seq}); }, reader.value,
        reader.value, before ? before->value : no_bound, reader.value, static_cast<integer>(limit) + 1);
    return page_of(sql, reader, std::move(places), limit);
  });
}

}  // namespace webchats::store
