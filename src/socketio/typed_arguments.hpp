#pragma once

#include <tuple>
#include <type_traits>

#include "socketio/argument_containers.hpp"
#include "socketio/argument_described.hpp"
#include "socketio/argument_list.hpp"
#include "socketio/argument_traits.hpp"
#include "socketio/argument_values.hpp"
#include "socketio/argument_variant.hpp"
#include "socketio/audience.hpp"

namespace webchats::socketio {

/// A C++ value that can be sent as one argument, as opposed to `arguments`, which are a whole list of them.
template <typename T>
concept argument = !std::is_convertible_v<const T&, const arguments&> && !std::is_same_v<T, emit_options>;

/// One argument for each of `values`, in order; of a `rest` one for each element. The mirror of `decode_arguments`:
/// the same types, and any text (`const char*`, `std::string_view`).
template <typename... T>
[[nodiscard]] arguments make_arguments(const T&... values) {
  arguments packet;
  encode_list(packet.values, packet, values...);
  return packet;
}

/// The first arguments of `packet` as C++ values. Surplus ones are ignored, so that a newer client may add some;
/// missing ones are an error unless they are optional. `rest<T>` takes what is left.
///
///     const auto said = decode_arguments<std::string, std::optional<int>>(packet);
template <typename... T>
[[nodiscard]] decoded<std::tuple<T...>> decode_arguments(const arguments& packet) {
  return decode_list<T...>(packet, packet.values, "argument");
}

/// The same for what a client answered.
template <typename... T>
[[nodiscard]] decoded<std::tuple<T...>> decode_answer(const arguments& packet) {
  return decode_arguments<T...>(packet);
}

}  // namespace webchats::socketio
