#include "store/membership.hpp"

#include "chat/rooms.hpp"
#include "store/query.hpp"

namespace webchats::store {

namespace {

struct membership_statements {
  explicit membership_statements(connection& sql)
      : member(
            sql,
            "select u.name, u.avatar, u.email, m.role, m.last_read_seq from members m join users u on u.id = m.user_id "
            "where m.room_id = :room and m.user_id = :user"),
        kind(sql, "select kind from rooms where id = :room") {}
  query<in<integer, integer>, out<std::string, std::string, std::string, integer, integer>> member;
  query<in<integer>, out<integer>> kind;
};

}  // namespace

chat::outcome<membership> membership_of(connection& sql, chat::user_id user, chat::room_id room) {
  auto& statements = sql.prepared<membership_statements>();
  if (auto row = statements.member.first(room.value, user.value)) {
    auto& [name, avatar, email, role, last_read] = *row;
    return membership{{user, std::move(name), std::move(avatar), std::move(email)},
                      static_cast<chat::member_role>(role),
                      {last_read}};
  }
  std::optional<chat::room_kind> kind;
  if (const auto row = statements.kind.first(room.value)) kind = static_cast<chat::room_kind>(std::get<0>(*row));
  return std::unexpected(chat::refuse_stranger(kind));
}

}  // namespace webchats::store
