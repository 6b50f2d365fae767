#include "load/http_answer.hpp"

#include <algorithm>
#include <charconv>

namespace webchats::load {
namespace {

constexpr std::string_view version = "HTTP/1.";
constexpr std::size_t version_size = version.size() + 2;  // and the digit and the space

/// Length of the body that follows `head`, whose names may be in any case.
std::size_t content_length(std::string head) {
  std::ranges::transform(head, head.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  constexpr std::string_view name = "\r\ncontent-length: ";
  const std::size_t at = head.find(name);
  std::size_t length = 0;
  if (at != std::string::npos) std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
  return length;
}

}  // namespace

std::string http_answer::words() const {
  constexpr std::size_t longest = 200;
  std::string text(status);
  // A page is no explanation.
  if (!body.empty() && !body.starts_with('<')) text.append(": ").append(body.substr(0, longest));
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text;
}

std::optional<http_answer> read_answer(std::string_view input) {
  const std::size_t compared = std::min(input.size(), version.size());
  if (input.substr(0, compared) != version.substr(0, compared)) {
    return http_answer{.status = {}, .body = {}, .size = input.size()};
  }
  const std::size_t head = input.find("\r\n\r\n");
  if (head == std::string_view::npos) return std::nullopt;
  const std::size_t length = content_length(std::string(input.substr(0, head)));
  if (input.size() - head - 4 < length) return std::nullopt;
  const std::string_view line = input.substr(0, input.find("\r\n"));
  return http_answer{.status = line.substr(std::min(version_size, line.size())),
                     .body = input.substr(head + 4, length),
                     .size = head + 4 + length};
}

}  // namespace webchats::load
