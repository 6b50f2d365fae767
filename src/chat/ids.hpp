#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace webchats::chat {

/// A number that names one kind of thing and never mixes with another kind. 0 names nothing.
template <class Tag>
struct numeric_id {
  std::int64_t value = 0;
  friend auto operator<=>(const numeric_id&, const numeric_id&) = default;
};

using user_id = numeric_id<struct user_tag>;
using room_id = numeric_id<struct room_tag>;
using message_id = numeric_id<struct message_tag>;
using session_id = numeric_id<struct session_tag>;

/// Place of a message in its room: 1, 2, 3 … without a hole. 0 is "before the first".
using seq_no = numeric_id<struct seq_tag>;

/// Unguessable name of an uploaded file.
struct file_id {
  std::string value;
  friend auto operator<=>(const file_id&, const file_id&) = default;
};

/// Unguessable name of a file that is on its way, known to its owner.
struct upload_id {
  std::string value;
  friend auto operator<=>(const upload_id&, const upload_id&) = default;
};

}  // namespace webchats::chat

template <class Tag>
struct std::hash<webchats::chat::numeric_id<Tag>> {
  std::size_t operator()(webchats::chat::numeric_id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
