// GET /api/v1/rooms/{id}/commands: what may be written after a slash, by the one who asks.

#include <algorithm>
#include <vector>

#include "api/rest/call.hpp"
#include "chat/slash_command.hpp"

namespace webchats::api::rest {
namespace {

/// What a list of commands says first of each: how it may be written, that of the asker's language before the others.
void names_of(json_writer& out, const chat::wording& name, language spoken) {
  std::vector<std::string_view> names{name.in(spoken)};
  for (const auto other : {language::english, language::simplified, language::traditional}) {
    if (std::ranges::find(names, name.in(other)) == names.end()) names.push_back(name.in(other));
  }
  out.open_object().key("names").open_array();
  for (const auto each : names) out.string(each);
  out.close_array();
}

}  // namespace

boost::asio::awaitable<http::response> get_room_commands(call asked) {
  const chat::room_id room{asked.id()};
  const auto joined = co_await asked.services->rooms.get(asked.user().id, room);
  if (!joined) co_return asked.refuse(joined.error());
  auto others = co_await asked.services->hooks.commands_in(room);
  if (!others) co_return asked.refuse(others.error());

  const chat::standing stands{
      .server = asked.user().role, .member = joined->role, .muted = joined->muted_until > asked.services->clock.now()};
  const chat::room_state where{
      .kind = joined->room.kind, .archived = joined->room.archived, .read_only = joined->room.read_only};
  json_writer out;
  out.open_object().key("commands").open_array();
  for (const auto& one : chat::all_commands()) {
    if (!chat::may_use(one, stands, where)) continue;
    if (one.which == chat::builtin_command::summary && !asked.services->summaries.possible()) continue;
    names_of(out, one.name, asked.spoken);
    out.key("arguments").string(one.arguments).key("says").string(one.says.in(asked.spoken)).key("hook").null();
    out.close_object();
  }
  // What a program says may go into the room, so its commands are for who may write there.
  if (chat::judge(chat::room_action::send, stands, where) != chat::verdict::allowed) others->clear();
  for (const auto& one : *others) {
    out.open_object().key("names").open_array().string(one.command).close_array();
    const auto& says = one.description.empty() ? one.name : one.description;
    out.key("arguments").string("[…]").key("says").string(says).key("hook").number(one.id.value).close_object();
  }
  out.close_array().close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
