#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace webchats::robot {

/// Reads a `text/event-stream` (HTML Living Standard §9.2.6) that comes in any pieces. Only the data of its events
/// matters here; names, ids, retry times and comments are skipped. Without a socket; one for each stream.
class event_stream {
 public:
  /// `longest`: bytes of an event's data and of a line.
  explicit event_stream(std::size_t longest) : longest_(longest) {}

  /// Takes the next bytes; answers the data of each event that ends in them. Nothing when an event is too long: then
  /// the stream is of no more use.
  [[nodiscard]] std::optional<std::vector<std::string>> feed(std::string_view bytes);

 private:
  void end_line(std::vector<std::string>& events);

  std::size_t longest_;
  std::string line_;
  std::string data_;
  bool has_data_ = false;
  bool first_line_ = true;
  bool after_return_ = false;  ///< a line feed now belongs to the line that has ended
};

}  // namespace webchats::robot
