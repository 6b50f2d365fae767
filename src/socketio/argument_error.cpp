#include "socketio/argument_error.hpp"

#include <utility>

namespace webchats::socketio {

argument_error::argument_error(std::string wanted, std::string found) noexcept
    : expected(std::move(wanted)), got(std::move(found)) {}
argument_error::argument_error(const argument_error&) = default;
argument_error::argument_error(argument_error&&) noexcept = default;
argument_error& argument_error::operator=(const argument_error&) = default;
argument_error& argument_error::operator=(argument_error&&) noexcept = default;
argument_error::~argument_error() = default;

std::string argument_error::message() const {
  std::string text = where;
  if (!text.empty()) text += ": ";
  return text.append("expected ").append(expected).append(", got ").append(got);
}

argument_error argument_error::inside(std::string_view step) && {
  where = where.empty() ? std::string(step) : std::string(step).append(", ").append(where);
  return std::move(*this);
}

void argument_error::merge(argument_error other) {
  if (!where.empty()) return;
  if (!other.where.empty()) {
    *this = std::move(other);
  } else if (expected != other.expected) {
    expected.append(" or ").append(other.expected);
  }
}

bad_arguments::bad_arguments(argument_error why) : std::runtime_error(why.message()), why_(std::move(why)) {}

std::string member_step(std::string_view name) {
  constexpr std::size_t limit = 64;
  std::string_view tail = "\"";
  if (name.size() > limit) {
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // not inside a character
    name = name.substr(0, end);
    tail = "…\"";
  }
  return std::string("member \"").append(name).append(tail);
}

std::string index_step(std::string_view noun, std::size_t index) {
  return std::string(noun).append(1, ' ').append(std::to_string(index + 1));
}

}  // namespace webchats::socketio
