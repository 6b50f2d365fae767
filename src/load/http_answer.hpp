#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace webchats::load {

/// What a server answers to a request, as views of the bytes it was read from.
struct http_answer {
  std::string_view status;  ///< "429 Too Many Requests"; empty when this is not HTTP/1
  std::string_view body;    ///< as far as Content-Length says; empty without it
  std::size_t size = 0;     ///< of head and body

  [[nodiscard]] bool is(std::string_view code) const noexcept { return status.starts_with(code); }
  /// For a person, in one line: the status and how the body begins.
  [[nodiscard]] std::string words() const;
};

/// The answer that `input` begins with, or nothing while it is not there as a whole.
[[nodiscard]] std::optional<http_answer> read_answer(std::string_view input);

}  // namespace webchats::load
