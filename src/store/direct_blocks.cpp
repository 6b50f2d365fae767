#include "store/direct_blocks.hpp"

#include "store/query.hpp"

namespace webchats::store {

namespace {

struct block_statements {
  explicit block_statements(connection& sql)
      : between(sql,
                "select count(*) from blocks where (user_id = :one and blocked = :other) "
                "or (user_id = :other2 and blocked = :one2)"),
        members(sql, "select user_id from members where room_id = :room order by user_id limit 3") {}
  query<in<integer, integer, integer, integer>, out<integer>> between;
  query<in<integer>, out<integer>> members;
};

}  // namespace

bool is_blocked_between(connection& sql, chat::user_id one, chat::user_id other) {
  auto& between = sql.prepared<block_statements>().between;
  return std::get<0>(between.first(one.value, other.value, other.value, one.value).value()) != 0;
}

bool is_blocked_in(connection& sql, chat::room_id room, chat::user_id member) {
  std::size_t people = 0;
  chat::user_id other{};
  sql.prepared<block_statements>().members.each(
      [&](integer id) {
        ++people;
        if (id != member.value) other = {id};
      },
      room.value);
  return people == 2 && is_blocked_between(sql, member, other);
}

}  // namespace webchats::store
