#include "chat/administration.hpp"

#include <utility>

#include "chat/enrolment.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

flow<page_of<managed_user>> administration::users(user actor, std::string words, list_part part) {
  if (!may(server_action::manage_people, actor.role)) co_return refuse(forbidden{});
  co_return co_await repository_.users(std::move(words), part);
}

flow<managed_user> administration::change(user actor, user_id who, user_change change) {
  if (!may(change.role ? server_action::manage_roles : server_action::manage_people, actor.role)) {
    co_return refuse(forbidden{});
  }
  if (change.role == server_role::bot) co_return refuse(invalid{field::role, rule::unknown});
  auto done = co_await repository_.change(actor.id, who, change, clock_.now());
  if (done) accounts_.forget(who);
  co_return done;
}

flow<fresh_code> administration::reset_password(user actor, user_id who) {
  if (!may(server_action::manage_people, actor.role)) co_return refuse(forbidden{});
  fresh_code made{make_code(), clock_.now() + limits_.code_lifetime};
  const auto done = co_await repository_.add_code(
      actor.id,
      {.hash = code_hash(made.code), .purpose = code_purpose::new_password, .user = who, .expires = made.expires},
      clock_.now());
  if (!done) co_return std::unexpected(done.error());
  co_return made;
}

flow<void> administration::end_sessions(user actor, user_id who) {
  if (!may(server_action::manage_people, actor.role)) co_return refuse(forbidden{});
  const auto done = co_await repository_.end_sessions(actor.id, who, clock_.now());
  accounts_.forget(who);
  co_return done;
}

flow<std::int64_t> administration::delete_messages(user actor, user_id who) {
  constexpr std::size_t batch = 500;  // others write in between
  if (!may(server_action::moderate, actor.role)) co_return refuse(forbidden{});
  const auto begun = co_await repository_.begin_deletion(actor.id, who, clock_.now());
  if (!begun) co_return std::unexpected(begun.error());
  std::int64_t deleted = 0;
  for (;;) {
    const auto some = co_await messages_.remove_all_of(actor.id, who, batch, clock_.now());
    if (!some) co_return std::unexpected(some.error());
    deleted += *some;
    if (std::cmp_less(*some, batch)) co_return deleted;
  }
}

flow<page_of<room>> administration::rooms(user actor, std::string words, list_part part) {
  if (!may(server_action::manage_rooms, actor.role)) co_return refuse(forbidden{});
  co_return co_await repository_.rooms(std::move(words), part);
}

flow<page_of<audit_entry>> administration::audit(user actor, list_part part) {
  if (!may(server_action::see_audit, actor.role)) co_return refuse(forbidden{});
  co_return co_await repository_.audit(part);
}

flow<storage_use> administration::storage(user actor) {
  if (!may(server_action::manage_settings, actor.role)) co_return refuse(forbidden{});
  co_return co_await repository_.storage();
}

flow<void> administration::report(user reporter, room_id room, seq_no seq, std::string reason) {
  if (const auto broken = check_length(field::reason, reason, limits_.reason_length)) co_return refuse(*broken);
  if (is_blank(reason)) co_return refuse(invalid{field::reason, rule::required});
  if (const auto wait = reports_.refuse(reporter.id, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.add_report(reporter.id, room, seq, std::move(reason), clock_.now());
}

flow<page_of<chat::report>> administration::reports(user actor, std::optional<report_state> state, list_part part) {
  if (!may(server_action::moderate, actor.role)) co_return refuse(forbidden{});
  co_return co_await repository_.reports(actor.id, state, part);
}

flow<chat::report> administration::handle_report(user actor, std::int64_t id, report_state state) {
  if (!may(server_action::moderate, actor.role)) co_return refuse(forbidden{});
  co_return co_await repository_.handle_report(actor.id, id, state, clock_.now());
}

}  // namespace webchats::chat
