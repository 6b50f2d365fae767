#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_ref.hpp>

#include "base/shared_buffer.hpp"

namespace webchats::socketio {

/// Arguments of an event or of an acknowledgement: JSON values with binary leaves.
///
/// A binary leaf is the object `{"_placeholder":true,"num":k}` in `values`, and its bytes are `attachments[k]`.
/// Without attachments such an object is plain data. A value: it owns everything and may move between loops.
struct arguments {
  boost::json::array values;                     ///< in order, with binary leaves
  std::vector<base::shared_buffer> attachments;  ///< the bytes of the binary leaves
  /// More arguments, sent after `values`: JSON text already, separated by commas and without brackets. For those who
  /// write what they send straight; what is received is always in `values`.
  std::string encoded;

  arguments() = default;
  /// `socket->emit("joined", {"room 1", 42})`: the values in order, each converted by Boost.JSON.
  arguments(std::initializer_list<boost::json::value_ref> list) : values(list) {}
  /// Takes `array` as the list of arguments (not as one argument).
  arguments(boost::json::array array) : values(std::move(array)) {}

  /// Remembers a copy of `bytes` and returns the leaf that stands for them, to be put into `values` anywhere.
  [[nodiscard]] boost::json::value binary(std::string_view bytes);
  /// The same without a copy.
  [[nodiscard]] boost::json::value binary(base::shared_buffer bytes);

  /// The bytes that `leaf` stands for, or null when it is no binary leaf of these arguments.
  [[nodiscard]] const base::shared_buffer* bytes_of(const boost::json::value& leaf) const noexcept;

  /// The following are of `values`.
  [[nodiscard]] std::size_t size() const noexcept { return values.size(); }
  [[nodiscard]] bool empty() const noexcept { return values.empty(); }
  /// The argument at `index`, or JSON null when the sender gave fewer.
  [[nodiscard]] const boost::json::value& operator[](std::size_t index) const noexcept;
};

}  // namespace webchats::socketio
