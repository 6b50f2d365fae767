#include "transfer/dump_lexer.hpp"

#include <string_view>

#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

using enum dump_token::kind;

constexpr std::size_t longest_word = std::size_t{16} << 20;  // bytes

bool is_bare(int byte) noexcept {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_' ||
         byte == '$' || byte == '.' || byte == '+' || byte == '@' || byte >= 0x80;
}

int digit_of(char digit) noexcept {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

/// The bytes of "0x…"; false when it is something else.
bool decode_hex(std::string& text) {
  if (text.size() % 2 != 0 || !text.starts_with("0x")) return false;
  std::string bytes;
  for (std::size_t at = 2; at < text.size(); at += 2) {
    const int high = digit_of(text[at]);
    const int low = digit_of(text[at + 1]);
    if (high < 0 || low < 0) return false;
    bytes += static_cast<char>(high * 16 + low);
  }
  text = std::move(bytes);
  return true;
}

/// MySQL manual, "Special Character Escape Sequences"; any other character stands for itself.
char unescaped(int byte) noexcept {
  switch (byte) {
    case '0':
      return '\0';
    case 'b':
      return '\b';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'Z':
      return '\x1a';
    default:
      return static_cast<char>(byte);
  }
}

}  // namespace

int dump_lexer::peek() {
  if (at_ == size_) {
    from_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    if (from_.bad()) throw failure("reading the dump fails");
    size_ = static_cast<std::size_t>(from_.gcount());
    at_ = 0;
    if (size_ == 0) return -1;
  }
  return static_cast<unsigned char>(buffer_[at_]);
}

int dump_lexer::take() {
  const int byte = peek();
  if (byte < 0) return byte;
  ++at_;
  if (byte == '\n') ++line_;
  return byte;
}

void dump_lexer::add(char byte) {
  if (token_.text.size() == longest_word) throw failure("a value has more than 16 MiB");
  token_.text += byte;
}

void dump_lexer::skip_line() {
  for (int byte = take(); byte >= 0 && byte != '\n';) byte = take();
}

void dump_lexer::skip_comment() {
  int last = 0;
  for (int byte = take(); byte >= 0; byte = take()) {
    if (last == '*' && byte == '/') return;
    last = byte;
  }
  throw failure("the dump ends inside of a comment: it was cut off");
}

void dump_lexer::take_quoted(char quote) {
  for (int byte = take(); byte >= 0; byte = take()) {
    if (byte == quote) {
      if (peek() != quote) return;
      take();
      add(quote);
    } else if (byte == '\\' && quote == '\'') {
      add(unescaped(take()));
    } else {
      add(static_cast<char>(byte));
    }
  }
  throw failure("the dump ends inside of a value: it was cut off");
}

void dump_lexer::take_bare() {
  while (is_bare(peek())) add(static_cast<char>(take()));
}

const dump_token& dump_lexer::next() {
  token_.text.clear();
  for (;;) {
    const int byte = take();
    if (byte < 0) {
      token_.what = end;
      return token_;
    }
    if (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') continue;
    const int after = peek();
    if (byte == '#' || (byte == '-' && after == '-')) {
      skip_line();
      continue;
    }
    if (byte == '/' && after == '*') {
      take();
      skip_comment();
      continue;
    }
    if (byte == '\'' || byte == '`' || byte == '"') {
      token_.what = byte == '\'' ? text : name;
      take_quoted(static_cast<char>(byte));
      return token_;
    }
    add(static_cast<char>(byte));
    const bool negative = byte == '-' && after >= '0' && after <= '9';
    token_.what = negative || is_bare(byte) ? word : mark;
    if (token_.what == word) take_bare();
    if (token_.what == word && decode_hex(token_.text)) token_.what = text;
    return token_;
  }
}

}  // namespace webchats::transfer
