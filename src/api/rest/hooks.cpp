// GET, POST /api/v1/hooks; GET, DELETE /api/v1/hooks/{id}; GET /api/v1/hooks/{id}/deliveries; POST
// /api/v1/hooks/{id}/deliveries/{delivery}/resend; GET, POST /api/v1/rooms/{id}/hooks.

#include <charconv>
#include <vector>

#include "api/json/time.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {
namespace {

constexpr std::size_t most_listed = 100;

std::string_view name_of(chat::hook_kind kind) noexcept {
  switch (kind) {
    case chat::hook_kind::incoming:
      return "incoming";
    case chat::hook_kind::outgoing:
      return "outgoing";
    case chat::hook_kind::command:
      break;
  }
  return "command";
}

std::optional<chat::hook_kind> hook_kind_of(std::string_view name) noexcept {
  for (const auto kind : {chat::hook_kind::incoming, chat::hook_kind::outgoing, chat::hook_kind::command}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

std::optional<chat::hook_event> hook_event_of(std::string_view name) noexcept {
  for (std::size_t at = 0; at < chat::hook_events; ++at) {
    if (const auto event = static_cast<chat::hook_event>(at); chat::name_of(event) == name) return event;
  }
  return std::nullopt;
}

/// The fields of a hook; its secret only where it was made just now.
void hook_fields(json_writer& out, const chat::hook& one) {
  out.key("id")
      .number(one.id.value)
      .key("kind")
      .string(name_of(one.kind))
      .key("name")
      .string(one.name)
      .key("rooms")
      .open_array();
  for (const auto room : one.rooms) out.number(room.value);
  out.close_array().key("creator").number(one.creator.value).key("created").string(rfc3339(one.created));
  switch (one.kind) {
    case chat::hook_kind::incoming:
      out.key("user").number(one.author.value).key("signed").boolean(!one.secret.empty());
      return;
    case chat::hook_kind::outgoing:
      out.key("url").string(one.url).key("events").open_array();
      for (std::size_t at = 0; at < chat::hook_events; ++at) {
        const auto event = static_cast<chat::hook_event>(at);
        if (one.events.has(event)) out.string(chat::name_of(event));
      }
      out.close_array();
      return;
    case chat::hook_kind::command:
      out.key("user")
          .number(one.author.value)
          .key("url")
          .string(one.url)
          .key("command")
          .string(one.command)
          .key("description")
          .string(one.description)
          .key("everywhere")
          .boolean(one.everywhere);
      return;
  }
}

/// Reads `{kind, name, rooms?, everywhere?, url?, secret?, command?, description?, events?}`.
chat::hook_plan hook_plan_of(object_reader& in) {
  chat::hook_plan plan;
  const auto kind = hook_kind_of(in.text("kind", {.min = 1, .max = 32}));
  if (!kind) in.refuse("kind", chat::rule::format);
  plan.kind = kind.value_or(chat::hook_kind::incoming);
  plan.name = in.text("name", {.min = 1, .max = 1024});
  plan.url = in.optional_text("url", {.max = 4096}).value_or("");
  plan.command = in.optional_text("command", {.max = 128}).value_or("");
  plan.description = in.optional_text("description", {.max = 1024}).value_or("");
  if (const auto secret = in.optional_text("secret", {.min = 1, .max = 256})) plan.secret = std::string(*secret);
  for (const auto& name : in.optional_texts("events", chat::hook_events, {.min = 1, .max = 64})) {
    if (const auto event = hook_event_of(name)) {
      plan.events.add(*event);
    } else {
      in.refuse("events", chat::rule::unknown);
    }
  }
  return plan;
}

boost::asio::awaitable<http::response> add_hook(call asked, std::optional<chat::room_id> only) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  auto plan = hook_plan_of(in);
  if (only) {
    plan.rooms = {*only};
  } else {
    for (const auto room : in.optional_integers("rooms", most_listed, {.min = 1})) plan.rooms.push_back({room});
    plan.everywhere = in.optional_truth("everywhere").value_or(false);
  }
  if (in.problem()) co_return asked.refuse(*in.problem());

  const auto made = co_await asked.services->hooks.add(asked.user().id, std::move(plan));
  if (!made) co_return asked.refuse(made.error());
  json_writer out;
  out.open_object();
  hook_fields(out, made->made);
  if (!made->token.empty()) out.key("token").string(made->token).key("path").string("/hooks/" + made->token);
  if (!made->made.secret.empty()) out.key("secret").string(made->made.secret);
  out.close_object();
  co_return created(std::move(out));
}

boost::asio::awaitable<http::response> list_hooks(call asked, std::optional<chat::room_id> room) {
  const auto all = co_await asked.services->hooks.list(asked.user().id, room);
  if (!all) co_return asked.refuse(all.error());
  json_writer out;
  out.open_object().key("hooks").open_array();
  for (const auto& one : *all) {
    out.open_object();
    hook_fields(out, one);
    out.close_object();
  }
  out.close_array().close_object();
  co_return ok(std::move(out));
}

}  // namespace

boost::asio::awaitable<http::response> get_hooks(call asked) { return list_hooks(std::move(asked), std::nullopt); }
boost::asio::awaitable<http::response> post_hooks(call asked) { return add_hook(std::move(asked), std::nullopt); }

boost::asio::awaitable<http::response> get_room_hooks(call asked) {
  const chat::room_id room{asked.id()};
  return list_hooks(std::move(asked), room);
}

boost::asio::awaitable<http::response> post_room_hooks(call asked) {
  const chat::room_id room{asked.id()};
  return add_hook(std::move(asked), room);
}

boost::asio::awaitable<http::response> get_hook(call asked) {
  const auto found = co_await asked.services->hooks.get(asked.user().id, chat::hook_id{asked.id()});
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object();
  hook_fields(out, *found);
  out.close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> delete_hook(call asked) {
  const auto done = co_await asked.services->hooks.remove(asked.user().id, chat::hook_id{asked.id()});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

boost::asio::awaitable<http::response> get_deliveries(call asked) {
  std::int64_t before = 0;
  if (const auto text = asked.request.parameter("before")) {
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), before);
    if (error != std::errc{} || end != text->data() + text->size() || before < 1) {
      co_return asked.refuse(bad_field{"before", chat::rule::format});
    }
  }
  const auto found = co_await asked.services->hooks.deliveries(asked.user().id, chat::hook_id{asked.id()},
                                                               chat::delivery_id{before}, most_listed);
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("deliveries").open_array();
  for (const auto& one : *found) {
    out.open_object()
        .key("id")
        .number(one.id.value)
        .key("delivery")
        .string(one.token)
        .key("event")
        .string(one.what)
        .key("state")
        .string(one.dead ? "dead" : "waiting")
        .key("attempts")
        .number(one.attempts)
        .key("last_error")
        .string(one.last_error)
        .key("created")
        .string(rfc3339(one.created))
        .key("next");
    if (one.dead) {
      out.null();
    } else {
      out.string(rfc3339(one.next));
    }
    out.close_object();
  }
  out.close_array().key("more").boolean(found->size() == most_listed).close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> resend_delivery(call asked) {
  const auto done = co_await asked.services->hooks.resend(asked.user().id, chat::hook_id{asked.id()},
                                                          chat::delivery_id{asked.number("delivery")});
  if (!done) co_return asked.refuse(done.error());
  co_return no_content();
}

}  // namespace webchats::api::rest
