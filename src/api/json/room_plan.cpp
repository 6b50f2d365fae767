#include "api/json/room_plan.hpp"

#include "api/json/modern.hpp"

namespace webchats::api {

chat::room_plan room_plan_of(object_reader& in) {
  chat::room_plan plan;
  plan.name = in.text("name", {.min = 1, .max = 1024});
  plan.topic = in.optional_text("topic", {.max = 4096}).value_or("");
  if (const auto kind = in.optional_text("kind", {.max = 32})) {
    const auto known = modern::room_kind_of(*kind);
    if (!known) in.refuse("kind", chat::rule::format);
    plan.kind = known.value_or(chat::room_kind::open);
  }
  return plan;
}

}  // namespace webchats::api
