// What a person keeps for themselves: `unread {room, seq}` → `{last_read, unread, mentions}`; `save:add|remove {room,
// seq}`, `draft {room, thread?, text}`. Each goes to the person's other connections from here.

#include "api/events/request.hpp"
#include "api/sockets/arguments.hpp"

namespace webchats::api::events {
namespace {

/// To the other connections of the one who asked.
void tell_others(const request& asked, const char* event, std::string json) {
  asked.socket->to(person_name(asked.from->user().id)).emit(event, as_argument(std::move(json)));
}

boost::asio::awaitable<reply> save(request asked, chat::presence_of wanted) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const chat::seq_no seq{in.integer("seq", {.min = 1})};
  if (in.problem()) co_return refused(*in.problem());

  const auto done = co_await asked.services->personal.save(asked.from->user().id, room, seq, wanted);
  if (!done) co_return refused(done.error());
  json_writer out;
  out.open_object().key("room").number(room.value).key("seq").number(seq.value);
  out.key("saved").boolean(wanted == chat::presence_of::there).close_object();
  tell_others(asked, "saved", std::move(out).take());
  co_return "{}";
}

}  // namespace

boost::asio::awaitable<reply> unread(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const chat::seq_no seq{in.integer("seq", {.min = 1})};
  if (in.problem()) co_return refused(*in.problem());

  const auto moved = co_await asked.services->personal.mark_unread(asked.from->user().id, room, seq);
  if (!moved) co_return refused(moved.error());
  asked.from->forget_read(room);
  const auto write = [&](json_writer& out) {
    out.key("last_read").number(moved->where.last_read.value).key("unread").number(moved->where.unread());
    out.key("mentions").number(moved->mentions).close_object();
  };
  json_writer told;
  told.open_object().key("room").number(room.value);
  write(told);
  tell_others(asked, "read", std::move(told).take());
  json_writer out;
  out.open_object();
  write(out);
  co_return std::move(out).take();
}

boost::asio::awaitable<reply> save_add(request asked) { return save(std::move(asked), chat::presence_of::there); }
boost::asio::awaitable<reply> save_remove(request asked) { return save(std::move(asked), chat::presence_of::gone); }

boost::asio::awaitable<reply> draft(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const chat::seq_no thread{in.optional_integer("thread").value_or(0)};
  const std::string text(in.text("text", {.max = 65'536}));
  if (in.problem()) co_return refused(*in.problem());

  const auto done = co_await asked.services->personal.draft(asked.from->user().id, room, thread, text);
  if (!done) co_return refused(done.error());
  json_writer out;
  out.open_object().key("room").number(room.value).key("thread").number(thread.value);
  out.key("text").string(text).close_object();
  tell_others(asked, "draft", std::move(out).take());
  co_return "{}";
}

}  // namespace webchats::api::events
