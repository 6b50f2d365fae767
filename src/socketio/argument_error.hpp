#pragma once

#include <expected>
#include <stdexcept>
#include <string>
#include <string_view>

namespace webchats::socketio {

/// Why what a client sent cannot become the C++ value that was asked for. English, for developers of clients; holds
/// nothing of what the client sent but a number or the name of a member.
struct argument_error {
  argument_error(std::string wanted, std::string found) noexcept;
  // Out of line, because the decoder of every type has all of them.
  argument_error(const argument_error&);
  argument_error(argument_error&&) noexcept;
  argument_error& operator=(const argument_error&);
  argument_error& operator=(argument_error&&) noexcept;
  ~argument_error();

  std::string where;     ///< from the outside in: `argument 2, member "text"`; empty for the value itself
  std::string expected;  ///< `a string`
  std::string got;       ///< `a number`; `nothing` when it is missing

  /// `argument 2, member "text": expected a string, got a number`.
  [[nodiscard]] std::string message() const;

  /// The same seen from one step further out: puts `step` before `where`.
  [[nodiscard]] argument_error inside(std::string_view step) &&;
  /// Of two that would each have done, what is wrong: keeps the first that lies further inside, otherwise names both.
  void merge(argument_error other);
};

/// A value made of what a client sent, or why there is none.
template <typename T>
using decoded = std::expected<T, argument_error>;

/// Thrown instead of calling an event's handler whose arguments do not fit. A handler may throw it, too.
class bad_arguments : public std::runtime_error {
 public:
  explicit bad_arguments(argument_error why);

  [[nodiscard]] const argument_error& why() const noexcept { return why_; }

 private:
  argument_error why_;
};

/// `member "text"`, a step on the way to a value. A long name, which the client may have chosen, is cut.
[[nodiscard]] std::string member_step(std::string_view name);
/// `argument 1` for index 0; `noun` is "argument" or "element".
[[nodiscard]] std::string index_step(std::string_view noun, std::size_t index);

}  // namespace webchats::socketio
