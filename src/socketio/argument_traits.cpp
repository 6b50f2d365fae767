#include "socketio/argument_traits.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

std::string_view kind_of(const argument_view& in) {
  if (in.value == nullptr) return "nothing";
  if (in.bytes() != nullptr) return "binary data";
  switch (in.value->kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "a boolean";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "a string";
    case json::kind::array:
      return "an array";
    case json::kind::object:
      return "an object";
  }
  return "something else";
}

}  // namespace

const base::shared_buffer* argument_view::bytes() const noexcept {
  return value == nullptr ? nullptr : packet.bytes_of(*value);
}

const json::array* argument_view::array() const noexcept { return value == nullptr ? nullptr : value->if_array(); }

const json::object* argument_view::object() const noexcept {
  return value == nullptr || bytes() != nullptr ? nullptr : value->if_object();
}

std::unexpected<argument_error> argument_view::expected(std::string what) const {
  return std::unexpected(argument_error(std::move(what), std::string(kind_of(*this))));
}

decoded<void> probe_array(const argument_view& in) {
  if (in.array() == nullptr) return in.expected("an array");
  return {};
}

decoded<void> probe_object(const argument_view& in) {
  if (in.object() == nullptr) return in.expected("an object");
  return {};
}

}  // namespace webchats::socketio
