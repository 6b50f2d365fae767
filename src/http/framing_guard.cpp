#include "http/framing_guard.hpp"

namespace webchats::http {
namespace {

bool is_visible(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7f;
}

}  // namespace

bool framing_guard::accept(unsigned char byte) const noexcept {
  if (after_cr_) return byte == '\n';
  if (byte == '\r') return true;
  if (byte == '\t' || byte == ' ') return line_length_ != 0;
  return is_visible(static_cast<char>(byte));
}

framing_guard::result framing_guard::read_block(std::string_view bytes) noexcept {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    // Most bytes only make their line longer.
    const std::size_t word = i;
    while (!after_cr_ && i < bytes.size() && is_visible(bytes[i])) ++i;
    if (i != word) {
      after_space_ = false;
      line_length_ += i - word;
      if (i == bytes.size()) break;
    }
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (!accept(byte)) return {verdict::bad, i};
    const bool space = byte == ' ' || byte == '\t';
    if (!any_line_ && space && (after_space_ || byte == '\t')) return {verdict::bad, i};
    after_space_ = space;
    if (byte == '\r') {
      after_cr_ = true;
    } else if (byte == '\n') {
      const bool empty = line_length_ == 0;
      after_cr_ = false;
      line_length_ = 0;
      // Empty lines before the request line are skipped (RFC 9112 §2.2).
      if (empty && any_line_) return {verdict::end_of_block, i + 1};
      any_line_ = any_line_ || !empty;
    } else {
      ++line_length_;
    }
  }
  return {verdict::more, bytes.size()};
}

bool framing_guard::read_between(std::string_view bytes, const line_limits& limits) noexcept {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (!accept(byte)) return false;
    if (byte == '\r') {
      after_cr_ = true;
    } else if (byte == '\n') {
      trailers_ = trailers_ || size_ == chunk_size::zero || size_ == chunk_size::ended_zero;
      after_cr_ = false;
      line_length_ = 0;
      size_ = chunk_size::none;
    } else {
      if (++line_length_ > (trailers_ ? limits.trailer : limits.chunk)) return false;
      note_size(byte);
    }
  }
  return true;
}

/// The chunk that ends a body is the one whose size is all zeros, up to an extension.
void framing_guard::note_size(unsigned char byte) noexcept {
  if (size_ == chunk_size::positive || size_ == chunk_size::ended_zero) return;
  if (byte == '0') {
    size_ = chunk_size::zero;
  } else {
    size_ = size_ == chunk_size::zero && byte == ';' ? chunk_size::ended_zero : chunk_size::positive;
  }
}

}  // namespace webchats::http
