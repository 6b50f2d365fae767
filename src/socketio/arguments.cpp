#include "socketio/arguments.hpp"

#include "socketio/placeholder.hpp"

namespace webchats::socketio {

boost::json::value arguments::binary(std::string_view bytes) { return binary(base::shared_buffer(bytes)); }

boost::json::value arguments::binary(base::shared_buffer bytes) {
  attachments.push_back(std::move(bytes));
  return make_placeholder(attachments.size() - 1);
}

const base::shared_buffer* arguments::bytes_of(const boost::json::value& leaf) const noexcept {
  const boost::json::object* object = leaf.if_object();
  if (object == nullptr || !claims_placeholder(*object)) return nullptr;
  const auto index = placeholder_index(*object);
  return index && *index < attachments.size() ? &attachments[*index] : nullptr;
}

const boost::json::value& arguments::operator[](std::size_t index) const noexcept {
  static const boost::json::value absent;
  return index < values.size() ? values[index] : absent;
}

}  // namespace webchats::socketio
