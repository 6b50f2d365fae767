// `message:edit {room, seq, text}` → `{version, edited}`; `message:delete {room, seq}`, `preview:remove {room, seq}`,
// `reaction:add|remove {room, seq, emoji}`, `pin:add|remove {room, seq}` → `{version}`.

#include "api/events/request.hpp"
#include "api/json/time.hpp"

namespace webchats::api::events {
namespace {

chat::seq_no seq_field(object_reader& in) { return {in.integer("seq", {.min = 1})}; }

std::string version_of(const chat::changed_message& changed) {
  json_writer out;
  out.open_object().key("version").number(changed.version).close_object();
  return std::move(out).take();
}

boost::asio::awaitable<reply> react(request asked, chat::presence_of wanted) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto seq = seq_field(in);
  std::string emoji(in.text("emoji", {.min = 1, .max = 32}));
  if (in.problem()) co_return refused(*in.problem());

  const auto changed =
      co_await asked.services->changes.react(asked.from->user().id, room, seq, std::move(emoji), wanted);
  if (!changed) co_return refused(changed.error());
  co_return version_of(*changed);
}

boost::asio::awaitable<reply> pin(request asked, chat::presence_of wanted) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto seq = seq_field(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto changed = co_await asked.services->changes.pin(asked.from->user().id, room, seq, wanted);
  if (!changed) co_return refused(changed.error());
  co_return version_of(*changed);
}

}  // namespace

boost::asio::awaitable<reply> message_edit(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto seq = seq_field(in);
  std::string text(in.text("text", {.max = 65'536}));
  if (in.problem()) co_return refused(*in.problem());

  const auto changed = co_await asked.services->changes.edit(asked.from->user().id, room, seq, std::move(text));
  if (!changed) co_return refused(changed.error());
  json_writer out;
  out.open_object().key("version").number(changed->version).key("edited").string(rfc3339(changed->time)).close_object();
  co_return std::move(out).take();
}

boost::asio::awaitable<reply> message_delete(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto seq = seq_field(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto changed = co_await asked.services->changes.remove(asked.from->user().id, room, seq);
  if (!changed) co_return refused(changed.error());
  co_return version_of(*changed);
}

boost::asio::awaitable<reply> preview_remove(request asked) {
  object_reader in(asked.payload());
  const auto room = room_field(in);
  const auto seq = seq_field(in);
  if (in.problem()) co_return refused(*in.problem());

  const auto changed = co_await asked.services->previews.remove(asked.from->user().id, room, seq);
  if (!changed) co_return refused(changed.error());
  co_return version_of(*changed);
}

boost::asio::awaitable<reply> reaction_add(request asked) { return react(std::move(asked), chat::presence_of::there); }
boost::asio::awaitable<reply> reaction_remove(request asked) {
  return react(std::move(asked), chat::presence_of::gone);
}
boost::asio::awaitable<reply> pin_add(request asked) { return pin(std::move(asked), chat::presence_of::there); }
boost::asio::awaitable<reply> pin_remove(request asked) { return pin(std::move(asked), chat::presence_of::gone); }

}  // namespace webchats::api::events
