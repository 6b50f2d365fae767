// `command {room, text, client_id?, thread?}` → `{}`, `{id, seq, time}` of what was said, or `{reply}`, which only the
// asker sees.

#include <boost/json/parse.hpp>

#include "api/events/request.hpp"
#include "api/hooks/dialect.hpp"
#include "api/hooks/fields.hpp"
#include "chat/mentions.hpp"
#include "chat/slash_command.hpp"

namespace webchats::api::events {

namespace {

using boost::asio::awaitable;
using chat::builtin_command;

constexpr std::string_view shrug_text = "¯\\_(ツ)_/¯";
constexpr std::size_t longest_reply = 4'000;  // code points
constexpr std::size_t longest_reply_bytes = 16 * 1024;

/// What is asked for, read.
struct order {
  chat::room_id room;
  std::optional<std::string> client_id;
  chat::seq_no thread;  ///< where its answer belongs; 0: in the room itself
};

std::string reply_for_asker(std::string_view text) {
  json_writer out;
  out.open_object().key("reply").string(text).close_object();
  return std::move(out).take();
}

template <class T>
reply done(const chat::outcome<T>& changed) {
  if (!changed) return refused(changed.error());
  return "{}";
}

std::string help_text(language spoken) {
  std::string text;
  for (const auto& each : chat::all_commands()) {
    text.append(text.empty() ? "" : "\n").append("/").append(each.name.in(spoken));
    if (!each.arguments.empty()) text.append(" ").append(each.arguments);
    text.append(" — ").append(each.says.in(spoken));
  }
  return text;
}

awaitable<reply> say(const request& asked, order where, std::string text,
                     chat::message_kind kind = chat::message_kind::text) {
  chat::draft sent;
  sent.room = where.room;
  sent.client_id = std::move(where.client_id);
  sent.thread = where.thread;
  sent.text = std::move(text);
  sent.kind = kind;
  co_return sent_answer(co_await asked.services->messages.post(asked.from->user().id, std::move(sent)));
}

awaitable<reply> change_topic(const request& asked, chat::room_id room, std::string topic) {
  chat::room_change change;
  change.topic = std::move(topic);
  co_return done(co_await asked.services->rooms.update(asked.from->user().id, room, std::move(change)));
}

/// The one of `people` who is called `name`. Several of one name are nobody: nobody is kicked by a guess.
chat::outcome<chat::user_id> called(const std::vector<chat::user>& people, std::string_view name) {
  std::optional<chat::user_id> found;
  for (const auto& each : people) {
    if (chat::name_key(each.name) != chat::name_key(name)) continue;
    if (found) return chat::refuse(chat::conflict{});
    found = each.id;
  }
  if (!found) return chat::refuse(chat::invalid{chat::field::user, chat::rule::unknown});
  return *found;
}

chat::flow<chat::user_id> member_called(const request& asked, chat::room_id room, std::string name) {
  chat::list_range range{.part = name, .limit = asked.services->bounds.page_longest};
  const auto page = co_await asked.services->members.list(asked.from->user().id, room, std::move(range));
  if (!page) co_return std::unexpected(page.error());
  std::vector<chat::user> people;
  for (const auto& each : page->members) people.push_back(each.who);
  co_return called(people, name);
}

chat::flow<chat::user_id> anybody_called(const request& asked, std::string name) {
  const auto people =
      co_await asked.services->search.people(asked.from->user().id, name, asked.services->bounds.search_longest);
  if (!people) co_return std::unexpected(people.error());
  co_return called(*people, name);
}

awaitable<reply> invite(const request& asked, chat::room_id room, std::string name) {
  const auto person = co_await anybody_called(asked, std::move(name));
  if (!person) co_return refused(person.error());
  co_return done(co_await asked.services->members.invite(asked.from->user().id, room, {*person}));
}

awaitable<reply> kick(const request& asked, chat::room_id room, std::string name) {
  const auto person = co_await member_called(asked, room, std::move(name));
  if (!person) co_return refused(person.error());
  co_return done(co_await asked.services->members.kick(asked.from->user().id, room, *person, {}));
}

awaitable<reply> mute(const request& asked, chat::room_id room, std::string name, std::chrono::seconds lasting) {
  const auto person = co_await member_called(asked, room, std::move(name));
  if (!person) co_return refused(person.error());
  co_return done(co_await asked.services->members.mute(asked.from->user().id, room, *person, lasting));
}

constexpr chat::wording no_model{
    "This server has no language model, so it cannot sum up. Its administrator can set one.",
    "本服务器没有配置语言模型，无法总结。请联系管理员配置。", "這部伺服器沒有設定語言模型，無法總結。請洽管理員設定。"};
constexpr chat::wording nothing_said{"Nothing was said here yet.", "这里还没有消息。", "這裡還沒有訊息。"};

awaitable<reply> summarise(const request& asked, chat::room_id room) {
  const auto spoken = asked.from->spoken();
  if (!asked.services->summaries.possible()) co_return reply_for_asker(no_model.in(spoken));
  const auto made = co_await asked.services->summaries.of(asked.from->user(), room, spoken);
  if (!made) co_return refused(made.error());
  co_return reply_for_asker(made->empty() ? nothing_said.in(spoken) : std::string_view(*made));
}

awaitable<reply> run(const request& asked, order where, chat::known_command command) {
  switch (command.which) {
    case builtin_command::me:
      co_return co_await say(asked, std::move(where), std::move(command.text), chat::message_kind::action);
    case builtin_command::shrug:
      co_return co_await say(
          asked, std::move(where),
          command.text.empty() ? std::string(shrug_text) : command.text + ' ' + std::string(shrug_text));
    case builtin_command::topic:
      co_return co_await change_topic(asked, where.room, std::move(command.text));
    case builtin_command::leave:
      co_return done(co_await asked.services->rooms.leave(asked.from->user().id, where.room));
    case builtin_command::help:
      co_return reply_for_asker(help_text(asked.from->spoken()));
    case builtin_command::summary:
      co_return co_await summarise(asked, where.room);
    case builtin_command::invite:
      co_return co_await invite(asked, where.room, std::move(command.person));
    case builtin_command::kick:
      co_return co_await kick(asked, where.room, std::move(command.person));
    case builtin_command::mute:
      co_return co_await mute(asked, where.room, std::move(command.person), command.duration);
    case builtin_command::archive:
      break;
  }
  co_return done(co_await asked.services->rooms.archive(asked.from->user().id, where.room, chat::archiving::archive));
}

/// What the program behind a command is sent.
std::string question(const chat::joined_room& room, const chat::user& asker, const chat::other_command& command,
                     chat::seq_no thread, language spoken) {
  json_writer out;
  out.open_object()
      .key("command")
      .string(command.word)
      .key("text")
      .string(command.text)
      .key("room")
      .open_object()
      .key("id")
      .number(room.room.id.value)
      .key("name")
      .string(room.room.name)
      .close_object()
      .key("user")
      .open_object()
      .key("id")
      .number(asker.id.value)
      .key("name")
      .string(asker.name)
      .close_object()
      .key("thread")
      .number(thread.value)
      .key("lang")
      .string(chat::tag_of(spoken))
      .close_object();
  return std::move(out).take();
}

/// What it answers: `{text, response_type: "in_channel" | "ephemeral"}` as Slack has it, or plain text for the asker
/// alone.
struct command_answer {
  std::string text;
  bool for_everybody = false;
};

command_answer answer_of(std::string body) {
  boost::system::error_code error;
  const auto parsed = boost::json::parse(body, error);
  if (error || !parsed.is_object()) return {hooks::fitted(std::move(body), longest_reply, longest_reply_bytes)};
  auto text = hooks::translate(hooks::dialect::slack, parsed).value_or("");
  return {hooks::fitted(std::move(text), longest_reply, longest_reply_bytes),
          hooks::text_at(parsed, "response_type") == "in_channel"};
}

awaitable<reply> ask_program(const request& asked, const order& where, chat::other_command command) {
  const auto& asker = asked.from->user();
  const auto joined = co_await asked.services->rooms.get(asker.id, where.room);
  if (!joined) co_return refused(joined.error());
  const auto hook = co_await asked.services->hooks.answering(asker.id, command.word, where.room);
  if (!hook) {
    const bool unknown = std::holds_alternative<chat::not_found>(hook.error());
    co_return unknown ? refused(bad_field{"command", chat::rule::unknown}) : refused(hook.error());
  }
  const auto said_back = co_await asked.services->hooks.ask(
      *hook, asker.id, question(*joined, asker, command, where.thread, asked.from->spoken()));
  if (!said_back) co_return refused(said_back.error());
  auto answer = answer_of(*said_back);
  if (answer.text.empty()) co_return "{}";
  if (!answer.for_everybody) co_return reply_for_asker(answer.text);
  co_return sent_answer(co_await asked.services->hooks.post(*hook, where.room, std::move(answer.text), where.thread));
}

}  // namespace

boost::asio::awaitable<reply> command(request asked) {
  object_reader in(asked.payload());
  order where;
  where.room = room_field(in);
  if (const auto id = in.optional_text("client_id", {.min = 1, .max = 64})) where.client_id = std::string(*id);
  where.thread = {in.optional_integer("thread", {.min = 0}).value_or(0)};
  const auto text = in.text("text", {.min = 1, .max = 65'536});
  if (in.problem()) co_return refused(*in.problem());
  auto read = chat::read_command(text);
  if (!read) co_return refused(read.error());
  if (auto* known = std::get_if<chat::known_command>(&*read)) {
    co_return co_await run(asked, std::move(where), std::move(*known));
  }
  co_return co_await ask_program(asked, where, std::move(std::get<chat::other_command>(*read)));
}

}  // namespace webchats::api::events
