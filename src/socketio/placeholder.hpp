#pragma once

#include <cstddef>
#include <optional>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace webchats::socketio {

/// The object `{"_placeholder":true,"num":index}`, which stands for attachment `index`.
[[nodiscard]] boost::json::value make_placeholder(std::size_t index);
/// `object` has a member `_placeholder` that is true: in a binary packet it must be a binary leaf.
[[nodiscard]] bool claims_placeholder(const boost::json::object& object) noexcept;
/// The attachment it stands for; nothing when it has no `num` that is an integer from 0.
[[nodiscard]] std::optional<std::size_t> placeholder_index(const boost::json::object& object) noexcept;

}  // namespace webchats::socketio
