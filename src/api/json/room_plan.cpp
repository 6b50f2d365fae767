#include "api/json/room_plan.hpp"

#include "api/json/modern.hpp"

namespace webchats::api {
namespace {

constexpr text_bounds name_bounds{.min = 1, .max = 1024};
constexpr text_bounds topic_bounds{.max = 4096};

std::optional<chat::room_kind> optional_kind(object_reader& in) {
  const auto kind = in.optional_text("kind", {.max = 32});
  if (!kind) return std::nullopt;
  const auto known = modern::room_kind_of(*kind);
  if (!known) in.refuse("kind", chat::rule::format);
  return known;
}

}  // namespace

chat::room_plan room_plan_of(object_reader& in) {
  chat::room_plan plan;
  plan.name = in.text("name", name_bounds);
  plan.topic = in.optional_text("topic", topic_bounds).value_or("");
  plan.kind = optional_kind(in).value_or(chat::room_kind::open);
  return plan;
}

chat::room_change room_change_of(object_reader& in) {
  chat::room_change change;
  if (const auto name = in.optional_text("name", name_bounds)) change.name = *name;
  if (const auto topic = in.optional_text("topic", topic_bounds)) change.topic = *topic;
  change.kind = optional_kind(in);
  change.read_only = in.optional_truth("read_only");
  if (const auto slow = in.optional_integer("slow_seconds", {.max = 21'600})) change.slow = std::chrono::seconds(*slow);
  return change;
}

}  // namespace webchats::api
