#include "store/system_messages.hpp"

#include <utility>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "store/query.hpp"
#include "store/time.hpp"

namespace webchats::store {

namespace {

struct system_statements {
  explicit system_statements(connection& sql)
      : insert(sql,
               "insert into messages (room_id, seq, user_id, text, files, created, kind) "
               "values (:room, :seq, :user, :text, 0, :created, :kind) returning id"),
        advance(sql, "update rooms set last_seq = :seq where id = :room"),
        mark(sql, "update members set last_read_seq = :seq where room_id = :room and user_id = :user") {}
  query<in<integer, integer, integer, std::string, integer, integer>, out<integer>> insert;
  query<in<integer, integer>> advance;
  query<in<integer, integer, integer>> mark;
};

}  // namespace

std::string about_person(std::string_view type, const chat::user& who, std::string_view field, std::string_view value) {
  boost::json::object said{{"type", type}, {"user", {{"id", who.id.value}, {"name", who.name}}}};
  if (!field.empty()) said.emplace(field, value);
  return boost::json::serialize(said);
}

void append_system(write_context& context, chat::room_id room, const chat::user& actor, std::string text,
                   chat::instant now) {
  auto& statements = context.sql.prepared<system_statements>();
  const chat::seq_no seq{context.heads.last(context.sql, room).value + 1};
  const auto [given] = statements.insert
                           .first(room.value, seq.value, actor.id.value, text, to_milliseconds(now),
                                  static_cast<integer>(chat::message_kind::system))
                           .value();
  const chat::message_id id{given};
  // Written at once: what the same write reads and tells of the room afterwards has it.
  statements.advance.run(seq.value, room.value);
  statements.mark.run(seq.value, room.value, actor.id.value);
  context.heads.advance(room, seq, actor.id);
  context.notices.emplace_back(chat::message_posted{{.id = id,
                                                     .room = room,
                                                     .seq = seq,
                                                     .author = actor,
                                                     .client_id = std::nullopt,
                                                     .text = std::move(text),
                                                     .attachments = {},
                                                     .time = now,
                                                     .kind = chat::message_kind::system}});
}

}  // namespace webchats::store
