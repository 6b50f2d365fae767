// What is read of the messages of a room, for its members.

#include <algorithm>
#include <limits>

#include "store/membership.hpp"
#include "store/message_rows.hpp"
#include "store/message_store.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

chat::outcome<chat::message_page> history_now(connection& sql, chat::user_id reader, chat::room_id room,
                                              const chat::history_range& range) {
  const auto member = membership_of(sql, reader, room);
  if (!member) return std::unexpected(member.error());
  // One more than asked for tells whether there is more.
  const auto limit = range.limit + 1;
  const chat::seq_no last{std::numeric_limits<integer>::max()};
  // Read before the messages: what changes in between comes as an event that is carried out twice, none is left out.
  chat::message_page page;
  page.version = member->version;
  if (range.after) {
    page.messages = read_messages(sql, {room, *range.after, last, limit}, from_end::oldest, reader);
    page.more = page.messages.size() == limit;
    if (page.more) page.messages.pop_back();
  } else {
    const auto up_to = range.before ? chat::seq_no{range.before->value - 1} : last;
    page.messages = read_messages(sql, {room, {0}, up_to, limit}, from_end::newest, reader);
    page.more = page.messages.size() == limit;
    if (page.more) page.messages.erase(page.messages.begin());
  }
  return page;
}

struct head_statement {
  explicit head_statement(connection& sql) : last(sql, "select last_seq from rooms where id = :room") {}
  query<in<integer>, out<integer>> last;
};

}  // namespace

chat::flow<chat::message_page> message_store::history(chat::user_id reader, chat::room_id room,
                                                      chat::history_range range) {
  co_return co_await readers_.run<chat::message_page>(
      [=](connection& sql) { return history_now(sql, reader, room, range); });
}

chat::flow<std::vector<chat::message>> message_store::between(chat::user_id reader, chat::room_id room,
                                                              chat::seq_no above, chat::seq_no up_to) {
  co_return co_await readers_.run<std::vector<chat::message>>(
      [=](connection& sql) -> chat::outcome<std::vector<chat::message>> {
        if (const auto member = membership_of(sql, reader, room); !member) return std::unexpected(member.error());
        const auto count = static_cast<std::size_t>(std::max<integer>(up_to.value - above.value, 0));
        return read_messages(sql, {room, above, up_to, count}, from_end::oldest, reader);
      });
}

chat::flow<chat::seq_no> message_store::last_seq(chat::user_id reader, chat::room_id room) {
  co_return co_await readers_.run<chat::seq_no>([=](connection& sql) -> chat::outcome<chat::seq_no> {
    if (const auto member = membership_of(sql, reader, room); !member) return std::unexpected(member.error());
    const auto row = sql.prepared<head_statement>().last.first(room.value);
    return chat::seq_no{row ? std::get<0>(*row) : 0};
  });
}

}  // namespace webchats::store
