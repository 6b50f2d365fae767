#include "robot/event_stream.hpp"

#include <utility>

namespace webchats::robot {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view data_field = "data";

}  // namespace

std::optional<std::vector<std::string>> event_stream::feed(std::string_view bytes) {
  std::vector<std::string> events;
  for (const char byte : bytes) {
    const bool follows_return = std::exchange(after_return_, byte == '\r');
    if (byte == '\n' && follows_return) continue;
    if (byte == '\n' || byte == '\r') {
      end_line(events);
    } else {
      line_.push_back(byte);
    }
    if (line_.size() > longest_ || data_.size() > longest_) return std::nullopt;
  }
  return events;
}

void event_stream::end_line(std::vector<std::string>& events) {
  std::string_view line = line_;
  if (std::exchange(first_line_, false) && line.starts_with(byte_order_mark)) {
    line.remove_prefix(byte_order_mark.size());
  }
  if (line.empty()) {
    if (std::exchange(has_data_, false)) events.push_back(std::exchange(data_, {}));
  } else if (const auto colon = line.find(':'); line.substr(0, colon) == data_field) {
    auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    if (std::exchange(has_data_, true)) data_.push_back('\n');
    data_.append(value);
  }
  line_.clear();
}

}  // namespace webchats::robot
