// GET /api/v1/admin/reports; PATCH /api/v1/admin/reports/{id}.

#include "api/json/modern.hpp"
#include "api/json/time.hpp"
#include "api/rest/call.hpp"
#include "api/rest/query.hpp"

namespace webchats::api::rest {
namespace {

std::string_view name_of(chat::report_state state) noexcept {
  switch (state) {
    case chat::report_state::open:
      return "open";
    case chat::report_state::resolved:
      return "resolved";
    case chat::report_state::dismissed:
      break;
  }
  return "dismissed";
}

std::optional<chat::report_state> report_state_of(std::string_view name) noexcept {
  for (const auto each : {chat::report_state::open, chat::report_state::resolved, chat::report_state::dismissed}) {
    if (name_of(each) == name) return each;
  }
  return std::nullopt;
}

void write(json_writer& out, const chat::report& one, chat::user_id reader) {
  out.open_object().key("id").number(one.id).key("time").string(rfc3339(one.time)).key("reporter");
  if (one.reporter.id.value != 0) {
    modern::write(out, one.reporter);
  } else {
    out.null();
  }
  out.key("message");
  if (one.about) {
    modern::write(out, *one.about, reader);
  } else {
    out.null();
  }
  out.key("reason").string(one.reason).key("state").string(name_of(one.state)).key("handled_by");
  if (one.handled_by) {
    modern::write(out, *one.handled_by);
  } else {
    out.null();
  }
  out.close_object();
}

}  // namespace

boost::asio::awaitable<http::response> get_admin_reports(call asked) {
  query_reader query(asked);
  const auto part = query.part("before");
  std::optional<chat::report_state> state;
  if (const auto said = asked.request.parameter("state")) {
    state = report_state_of(*said);
    if (!state) query.refuse("state", chat::rule::unknown);
  }
  if (query.problem()) co_return asked.refuse(*query.problem());
  const auto found = co_await asked.services->administration.reports(asked.user(), state, part);
  if (!found) co_return asked.refuse(found.error());
  json_writer out;
  out.open_object().key("reports").open_array();
  for (const auto& one : found->items) write(out, one, asked.user().id);
  out.close_array().key("more").boolean(found->more).close_object();
  co_return ok(std::move(out));
}

boost::asio::awaitable<http::response> patch_admin_report(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  const auto state = report_state_of(in.text("state", {.min = 1, .max = 16}));
  if (!in.problem() && (!state || *state == chat::report_state::open)) in.refuse("state", chat::rule::unknown);
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto done = co_await asked.services->administration.handle_report(asked.user(), asked.id(), *state);
  if (!done) co_return asked.refuse(done.error());
  json_writer out;
  write(out, *done, asked.user().id);
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
