#include "chat/hooks.hpp"

#include <algorithm>
#include <utility>

#include "chat/secrets.hpp"
#include "chat/slash_command.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t most_rooms = 100;
constexpr std::size_t longest_url = 2'048;
constexpr std::size_t longest_secret = 256;
constexpr std::size_t longest_command = 32;
constexpr rate questions_per_person{0.5, 10};
constexpr std::chrono::milliseconds patience{5'000};

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace

bool is_hook_url(std::string_view url) noexcept {
  const auto rest = url.starts_with("https://")  ? url.substr(8)
                    : url.starts_with("http://") ? url.substr(7)
                                                 : std::string_view{};
  return !rest.empty() && rest.front() != '/' && url.size() <= longest_url && is_printable(url) &&
         !rest.substr(0, rest.find('/')).contains('@');
}

bool is_free_command(std::string_view word) noexcept {
  const auto length = count_code_points(word);
  if (!length || *length == 0 || *length > longest_command || is_builtin_command(word)) return false;
  return std::ranges::all_of(word, [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

hooks::hooks(hook_repository& repository, outbox_repository& outbox, messages& rooms, web_client& client,
             const clock& time, const limits& bounds)
    : repository_(repository),
      outbox_(outbox),
      messages_(rooms),
      client_(client),
      clock_(time),
      limits_(bounds),
      questions_(questions_per_person) {}

outcome<new_hook> hooks::checked(user_id creator, hook_plan plan) const {
  auto name = checked_name(plan.name, limits_.name_length);
  if (!name) return std::unexpected(name.error());
  const auto wrong = [](field what, rule broken = rule::format, std::size_t limit = 0) {
    return refuse(invalid{what, broken, limit});
  };
  std::ranges::sort(plan.rooms);
  plan.rooms.erase(std::ranges::unique(plan.rooms).begin(), plan.rooms.end());
  const bool everywhere = plan.kind == hook_kind::command && plan.everywhere;
  if (everywhere) plan.rooms.clear();
  if (plan.rooms.empty() && !everywhere) return wrong(field::room, rule::required);
  const auto most = plan.kind == hook_kind::incoming ? 1 : most_rooms;
  if (plan.rooms.size() > most) return wrong(field::room, rule::too_long, most);

  new_hook made{.kind = plan.kind,
                .name = std::move(*name),
                .rooms = std::move(plan.rooms),
                .everywhere = everywhere,
                .creator = creator,
                .created = clock_.now()};
  if (plan.secret && (plan.secret->empty() || plan.secret->size() > longest_secret || !is_printable(*plan.secret))) {
    return wrong(field::secret);
  }
  if (plan.kind == hook_kind::incoming) {
    made.secret = plan.secret.value_or("");
    return made;
  }
  if (!is_hook_url(plan.url)) return wrong(field::url);
  made.url = std::move(plan.url);
  made.secret = plan.secret ? std::move(*plan.secret) : make_token();
  if (plan.kind == hook_kind::outgoing) {
    if (plan.events.empty()) return wrong(field::events, rule::required);
    made.events = plan.events;
    return made;
  }
  if (plan.command.starts_with('/')) plan.command.erase(0, 1);
  made.command = lowered_command(plan.command);
  if (!is_free_command(made.command)) return wrong(field::command);
  if (const auto broken = check_length(field::description, plan.description, limits_.description_length)) {
    return refuse(*broken);
  }
  made.description = clean_name(plan.description);
  return made;
}

flow<made_hook> hooks::add(user_id creator, hook_plan plan) {
  const auto kind = plan.kind;
  auto row = checked(creator, std::move(plan));
  if (!row) co_return std::unexpected(row.error());
  std::string token;
  if (kind == hook_kind::incoming) {
    token = make_token();
    row->token_hash = sha256_hex(token);
  }
  auto stored = co_await repository_.add(std::move(*row));
  if (!stored) co_return std::unexpected(stored.error());
  co_return made_hook{std::move(*stored), std::move(token)};
}

flow<void> hooks::remove(user_id who, hook_id removed) {
  co_return co_await repository_.remove(who, removed, clock_.now());
}

flow<std::vector<hook>> hooks::list(user_id asker, std::optional<room_id> room) {
  co_return co_await repository_.list(asker, room, clock_.now());
}

flow<hook> hooks::get(user_id asker, hook_id wanted) {
  co_return co_await repository_.managed(asker, wanted, clock_.now());
}

flow<hook> hooks::find(std::string token) {
  if (!looks_like_token(token)) co_return refuse(not_found{});
  co_return co_await repository_.by_token(sha256_hex(token));
}

flow<appended> hooks::post(const hook& by, room_id room, std::string text, seq_no thread) {
  if (by.everywhere) {
    const auto entered = co_await repository_.enter(by.id, room, clock_.now());
    if (!entered) co_return std::unexpected(entered.error());
  }
  draft sent;
  sent.room = room;
  sent.text = std::move(text);
  sent.thread = thread;
  co_return co_await messages_.post(by.author, std::move(sent));
}

flow<std::vector<hook>> hooks::commands_in(room_id room) { co_return co_await repository_.commands_in(room); }

flow<hook> hooks::answering(user_id asker, std::string command, room_id room) {
  co_return co_await repository_.answering(asker, std::move(command), room, clock_.now());
}

flow<std::string> hooks::ask(const hook& answering, user_id asker, std::string body) {
  if (const auto wait = questions_.refuse(asker, clock_.steady())) co_return refuse(rate_limited{*wait});
  auto answer =
      co_await client_.post({.url = answering.url,
                             .headers = {{"Content-Type", "application/json"},
                                         {"X-Webchats-Event", "command"},
                                         {"X-Webchats-Signature", signature_of(answering.secret, clock_.now(), body)}},
                             .body = body,
                             .timeout = patience});
  if (!answer || answer->status < 200 || answer->status >= 300 || !count_code_points(answer->body)) {
    co_return refuse(unavailable{});
  }
  co_return std::move(answer->body);
}

flow<std::vector<delivery>> hooks::deliveries(user_id asker, hook_id of, delivery_id before, std::size_t limit) {
  if (limit < 1 || limit > limits_.page_longest) {
    co_return refuse(invalid{field::limit, rule::out_of_range, limits_.page_longest});
  }
  const auto managed = co_await get(asker, of);
  if (!managed) co_return std::unexpected(managed.error());
  co_return co_await outbox_.list(delivery_kind::webhook, of.value, before, limit);
}

flow<void> hooks::resend(user_id asker, hook_id of, delivery_id dead) {
  const auto managed = co_await get(asker, of);
  if (!managed) co_return std::unexpected(managed.error());
  co_return co_await outbox_.resend(delivery_kind::webhook, of.value, dead, clock_.now());
}

}  // namespace webchats::chat
