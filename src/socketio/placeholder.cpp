#include "socketio/placeholder.hpp"

#include <utility>

namespace webchats::socketio {

namespace json = boost::json;

json::value make_placeholder(std::size_t index) { return json::object{{"_placeholder", true}, {"num", index}}; }

bool claims_placeholder(const json::object& object) noexcept {
  const json::value* mark = object.if_contains("_placeholder");
  const bool* set = mark == nullptr ? nullptr : mark->if_bool();
  return set != nullptr && *set;
}

std::optional<std::size_t> placeholder_index(const json::object& object) noexcept {
  const json::value* number = object.if_contains("num");
  if (number == nullptr) return std::nullopt;
  if (const auto* index = number->if_int64(); index != nullptr && std::in_range<std::size_t>(*index)) {
    return static_cast<std::size_t>(*index);
  }
  if (const auto* index = number->if_uint64()) return static_cast<std::size_t>(*index);
  return std::nullopt;
}

}  // namespace webchats::socketio
