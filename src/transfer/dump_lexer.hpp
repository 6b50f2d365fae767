#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

namespace webchats::transfer {

/// A word of a dump.
struct dump_token {
  enum class kind : std::uint8_t {
    end,
    word,  ///< bare: a keyword, a name, NULL, a number
    name,  ///< `quoted`
    text,  ///< 'quoted', or 0x…: without its escapes
    mark,  ///< one character
  };
  kind what = kind::end;
  std::string text;
};

/// Cuts what mysqldump and mariadb-dump write into words. Comments are passed over, those that hold statements for some
/// versions too: no rows are in them. One thread; memory for one word.
class dump_lexer {
 public:
  /// `from` outlives this.
  explicit dump_lexer(std::istream& from) : from_(from) {}

  /// The next word; it holds until the next call. Throws failure when a word is too long, or the dump ends in one.
  [[nodiscard]] const dump_token& next();

  /// The line that was reached; the first is 1.
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

 private:
  /// The next byte without taking it; −1 at the end.
  [[nodiscard]] int peek();
  int take();
  void add(char byte);
  void skip_line();
  void skip_comment();
  /// What stands between two `quote`, which one of them has begun.
  void take_quoted(char quote);
  void take_bare();

  std::istream& from_;
  std::array<char, std::size_t{64} << 10> buffer_{};
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  std::uint64_t line_ = 1;
  dump_token token_;
};

}  // namespace webchats::transfer
