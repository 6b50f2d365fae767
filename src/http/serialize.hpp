#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"

namespace webchats::http {

enum class after_answer { keep_alive, close };
enum class body_part { send, omit };  ///< HEAD announces a body without sending it

/// Reason phrase of a status code; "Unknown" for one that nobody registered.
[[nodiscard]] std::string_view reason_phrase(unsigned status) noexcept;

/// `Date` of RFC 9110 §5.6.7, whole seconds.
[[nodiscard]] std::string http_date(std::chrono::system_clock::time_point time);

/// The HTTP text for "now", made once per second. One per loop.
class date_line {
 public:
  [[nodiscard]] std::string_view now();

 private:
  std::chrono::sys_seconds made_at_{};
  std::string text_;
};

/// Appends the line of one header; nothing when `name` is no header's name. Control characters in `value` become
/// spaces, so that an echoed value cannot add a header.
void append_header(std::string& out, std::string_view name, std::string_view value);

/// Status line and headers of `answer` up to and including the empty line. `always` are lower-case names with whole
/// lines; a header of the answer's own takes the place of one of the same name.
[[nodiscard]] std::string serialize_head(const response& answer, std::string_view date, after_answer then,
                                         const std::vector<std::pair<std::string, std::string>>& always);

}  // namespace webchats::http
