#include "api/hooks/event_writer.hpp"

#include <variant>

#include "api/json/modern.hpp"
#include "api/json/time.hpp"

namespace webchats::api::hooks {

namespace {

using chat::hook_event;
using what_and_where = std::optional<std::pair<hook_event, chat::room_id>>;

struct to_event {
  what_and_where operator()(const chat::message_posted& one) const {
    // What still grows is told when it is whole.
    return one.growing ? what_and_where{} : what_and_where{{hook_event::message_posted, one.message.room}};
  }
  what_and_where operator()(const chat::message_grown& one) const {
    return one.whole ? what_and_where{{hook_event::message_posted, one.room}} : std::nullopt;
  }
  what_and_where operator()(const chat::message_edited& one) const { return {{hook_event::message_updated, one.room}}; }
  what_and_where operator()(const chat::message_deleted& one) const {
    return {{hook_event::message_deleted, one.room}};
  }
  what_and_where operator()(const chat::reaction_changed& one) const {
    return one.added ? what_and_where{{hook_event::reaction_added, one.room}} : std::nullopt;
  }
  what_and_where operator()(const chat::member_changed& one) const {
    switch (one.change) {
      case chat::member_change::joined:
        return {{hook_event::member_joined, one.room}};
      case chat::member_change::left:
      case chat::member_change::kicked:
      case chat::member_change::banned:
        return {{hook_event::member_left, one.room}};
      case chat::member_change::role:
      case chat::member_change::muted:
        break;
    }
    return std::nullopt;
  }
  what_and_where operator()(const auto&) const { return std::nullopt; }
};

/// The fields of an event after `event`, `time` and `room`.
struct write_fields {
  json_writer& out;

  void operator()(const chat::message_posted& one) const {
    out.key("message");
    modern::write(out, one.message, {});
  }
  void operator()(const chat::message_grown& one) const {
    if (!one.whole) return;
    out.key("message");
    modern::write(out, *one.whole, {});
  }
  void operator()(const chat::message_edited& one) const {
    out.key("seq")
        .number(one.seq.value)
        .key("version")
        .number(one.version)
        .key("text")
        .string(one.text)
        .key("edited")
        .string(rfc3339(one.edited));
  }
  void operator()(const chat::message_deleted& one) const {
    out.key("seq")
        .number(one.seq.value)
        .key("version")
        .number(one.version)
        .key("deleted")
        .string(rfc3339(one.deleted))
        .key("by")
        .number(one.by.value);
  }
  void operator()(const chat::reaction_changed& one) const {
    out.key("seq")
        .number(one.seq.value)
        .key("version")
        .number(one.version)
        .key("emoji")
        .string(one.emoji)
        .key("count")
        .number(one.count)
        .key("user")
        .number(one.user.value);
  }
  void operator()(const chat::member_changed& one) const {
    const bool kicked = one.change == chat::member_change::kicked || one.change == chat::member_change::banned;
    out.key("version").number(one.version).key("removed").boolean(kicked).key("user");
    modern::write(out, one.user);
  }
  void operator()(const auto&) const {}
};

}  // namespace

what_and_where event_writer::event_of(const chat::notice& change) const { return std::visit(to_event{}, change); }

std::string event_writer::payload_of(const chat::notice& change, chat::instant now) const {
  const auto event = event_of(change);
  if (!event) return {};
  json_writer out(512);
  out.open_object()
      .key("event")
      .string(chat::name_of(event->first))
      .key("time")
      .string(rfc3339(now))
      .key("room")
      .number(event->second.value);
  std::visit(write_fields{out}, change);
  out.close_object();
  return std::move(out).take();
}

}  // namespace webchats::api::hooks
