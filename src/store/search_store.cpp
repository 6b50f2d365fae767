#include "store/search_store.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>
#include <utility>

#include "base/log.hpp"
#include "chat/pinyin.hpp"
#include "chat/search_text.hpp"
#include "store/failure.hpp"
#include "store/membership.hpp"
#include "store/message_rows.hpp"
#include "store/query.hpp"
#include "store/search_documents.hpp"
#include "store/search_index.hpp"
#include "store/search_match.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t most_authors = 20;  ///< whom one name stands for at most
constexpr integer beyond_all = std::numeric_limits<integer>::max();

struct search_statements {
  explicit search_statements(connection& sql)
      : rooms(sql,
              "select r.id, r.name, r.last_seq from members m join rooms r on r.id = m.room_id where m.user_id = :me"),
        name(sql, "select name from users where id = :id"),
        newest(sql, "select coalesce(max(id), 0) from messages"),
        time_at(sql, "select created from messages where id >= :id order by id limit 1"),
        called(sql,
               "select user_id from people_keys where kind = 0 and term = :name order by user_id desc limit :most"),
        // A walk along the index that ends when there are enough, however many there are.
        people(sql,
               "select u.id, u.name, u.avatar, u.role from people_keys k join users u on u.id = k.user_id "
               "where k.kind = :kind and k.term >= :first and k.term < :beyond and u.state = 0 "
               "order by k.term, k.user_id limit :most") {}
  query<in<integer>, out<integer, std::string, integer>> rooms;
  query<in<integer>, out<std::string>> name;
  query<in<>, out<integer>> newest;
  query<in<integer>, out<integer>> time_at;
  query<in<std::string, integer>, out<integer>> called;
  query<in<integer, std::string, std::string, integer>, out<integer, std::string, std::string, integer>> people;
};

search_statements& statements_of(connection& sql) { return sql.prepared<search_statements>(); }

/// The best first: whose name begins so, whose name in pinyin, whose initials, in whose name it comes later; of each,
/// those it is all of.
std::vector<chat::user> people_called(connection& sql, const std::string& typed, std::size_t limit) {
  using enum chat::key_kind;
  const auto keys = keys_with(typed);
  std::vector<chat::user> found;
  std::set<std::int64_t> known;
  // A name may hold it more than once.
  const auto most = static_cast<integer>(2 * limit);
  for (const auto kind : {characters, pinyin, initials, inside}) {
    if (found.size() >= limit) break;
    statements_of(sql).people.each(
        [&](integer id, const std::string& name, const std::string& avatar, integer role) {
          if (found.size() < limit && known.insert(id).second) {
            found.push_back({{id}, name, avatar, {}, static_cast<chat::server_role>(role)});
          }
        },
        static_cast<integer>(kind), keys.first, keys.beyond, most);
  }
  return found;
}

/// Those of exactly that name; without any, those it may be the beginning of.
void add_authors(connection& sql, const std::string& name, std::vector<chat::user_id>& authors) {
  const auto before = authors.size();
  statements_of(sql).called.each([&](integer id) { authors.push_back({id}); }, name,
                                 static_cast<integer>(most_authors));
  if (authors.size() > before) return;
  for (const auto& each : people_called(sql, name, most_authors)) authors.push_back(each.id);
}

/// The first message that is not older than `time`. Ids rise with time.
integer first_since(connection& sql, chat::instant time) {
  auto& statements = statements_of(sql);
  const auto wanted = to_milliseconds(time);
  integer low = 0;
  integer high = std::get<0>(statements.newest.first().value()) + 1;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const auto row = statements.time_at.first(middle);
    if (row && std::get<0>(*row) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

struct room_in_reach {
  chat::room_id id;
  std::string name;
  integer messages;
};

/// The reader's rooms that the filters leave.
std::vector<room_in_reach> rooms_in_reach(connection& sql, const chat::message_search& wanted) {
  const auto& filters = wanted.query.rooms;
  std::vector<room_in_reach> reach;
  statements_of(sql).rooms.each(
      [&](integer id, const std::string& name, integer last_seq) {
        if (!wanted.room || wanted.room->value == id) reach.push_back({{id}, name, last_seq});
      },
      wanted.reader.value);
  if (filters.empty()) return reach;

  // A name that a room has exactly does not mean the others that begin with it.
  const auto best = [&](const std::string& typed) {
    auto found = chat::name_match::none;
    for (const auto& room : reach) found = std::max(found, chat::match(room.name, typed));
    return found;
  };
  const auto keep = [&](const room_in_reach& room) {
    return std::ranges::any_of(filters, [&](const chat::room_filter& filter) {
      if (const auto* id = std::get_if<chat::room_id>(&filter)) return *id == room.id;
      const auto& typed = std::get<std::string>(filter);
      const auto fits = chat::match(room.name, typed);
      return fits != chat::name_match::none &&
             (fits == chat::name_match::whole || best(typed) != chat::name_match::whole);
    });
  };
  std::vector<room_in_reach> kept;
  std::ranges::copy_if(reach, std::back_inserter(kept), keep);
  return kept;
}

/// Whether to search by the rooms' terms. Walking over everybody's matches is cheaper when most of them are the
/// reader's, as they are on a server where all are in the same rooms.
bool by_rooms(connection& sql, const chat::message_search& wanted, const std::vector<room_in_reach>& reach) {
  if (wanted.room || !wanted.query.rooms.empty()) return true;
  integer mine = 0;
  for (const auto& each : reach) mine += each.messages;
  return mine < std::get<0>(statements_of(sql).newest.first().value()) / 4;
}

chat::outcome<chat::found_messages> find_now(connection& sql, const chat::message_search& wanted) {
  const snapshot now(sql);
  if (wanted.room) {
    if (const auto member = membership_of(sql, wanted.reader, *wanted.room); !member) {
      return std::unexpected(member.error());
    }
  }
  chat::found_messages found;
  const auto reach = rooms_in_reach(sql, wanted);
  if (reach.empty()) return found;

  auto& statements = statements_of(sql);
  message_match names;
  for (const auto& author : wanted.query.authors) {
    if (std::holds_alternative<chat::myself>(author)) {
      names.authors.push_back(wanted.reader);
    } else {
      add_authors(sql, std::get<std::string>(author), names.authors);
    }
  }
  if (names.authors.empty() && !wanted.query.authors.empty()) return found;
  if (wanted.query.mentions_me) names.my_name = std::get<0>(statements.name.first(wanted.reader.value).value());

  auto condition = condition_of(wanted.query, names);
  if (condition.empty() || by_rooms(sql, wanted, reach)) {
    for (const auto& each : reach) names.rooms.push_back(each.id);
    condition = condition_of(wanted.query, names);
  }
  const auto first = wanted.query.since ? first_since(sql, *wanted.query.since) : 0;
  const auto until = wanted.query.until ? first_since(sql, *wanted.query.until) : beyond_all;
  const auto before = std::min(until, wanted.before ? wanted.before->value : beyond_all);

  const auto& marks = wanted.query.marks;
  const integer reactions = std::ranges::find(marks, chat::search_mark::reaction) == marks.end() ? 0 : 1;

  // One more than asked for tells whether there is more.
  auto places =
      find_documents(sql, condition, {wanted.reader, first, before, reactions, wanted.limit + 1, wanted.patience});
  found.more = places.size() > wanted.limit;
  if (found.more) places.pop_back();
  for (const auto& [room, seq] : places) {
    if (auto said = read_message(sql, room, seq, wanted.reader)) found.messages.push_back(std::move(*said));
  }
  return found;
}

}  // namespace

chat::flow<chat::found_messages> search_store::find_messages(chat::message_search wanted) {
  co_return co_await readers_.run<chat::found_messages>(
      [wanted = std::move(wanted)](connection& sql) -> chat::outcome<chat::found_messages> {
        try {
          return find_now(sql, wanted);
        } catch (const soci::soci_error& error) {
          if (classify(error) != failure::busy) throw;
          base::log(base::log_level::warning, "store: a search is cut off: " + describe(error));
          return chat::refuse(chat::unavailable{});
        }
      });
}

chat::flow<std::vector<chat::user>> search_store::find_people(std::string typed, std::size_t limit) {
  co_return co_await readers_.run<std::vector<chat::user>>(
      [typed = std::move(typed), limit](connection& sql) -> chat::outcome<std::vector<chat::user>> {
        return people_called(sql, typed, limit);
      });
}

}  // namespace webchats::store
