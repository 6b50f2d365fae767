#include <simdjson.h>

#include <charconv>

#include "engineio/payload.hpp"

namespace webchats::engineio {
namespace {

constexpr char separator = '\x1e';
// Ten digits hold every length a body can have; more are refused before they are read.
constexpr std::size_t max_length_digits = 10;

bool is_utf8(std::string_view text) noexcept { return simdjson::validate_utf8(text.data(), text.size()); }

/// Bytes that the first `units` UTF-16 code units of valid UTF-8 take; nothing when there are fewer, or when the cut
/// would fall between the halves of a surrogate pair.
std::optional<std::size_t> bytes_of_units(std::string_view text, std::uint64_t units) noexcept {
  std::size_t at = 0;
  while (units > 0) {
    if (at >= text.size()) return std::nullopt;
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::uint64_t width = length == 4 ? 2 : 1;
    if (width > units) return std::nullopt;
    units -= width;
    at += length;
  }
  return at;
}

}  // namespace

payload_reader::payload_reader(payload_format format, std::string_view body) noexcept : format_(format), body_(body) {}

std::expected<std::optional<packet>, codec_error> payload_reader::next() {
  if (progress_ == progress::fresh) {
    progress_ = progress::running;
    if (body_.empty()) return fail(codec_failure::empty, 0);
    if (format_ != payload_format::v3_binary && !is_utf8(body_)) return fail(codec_failure::bad_utf8, 0);
  }
  if (progress_ == progress::done) return std::nullopt;
  switch (format_) {
    case payload_format::v4:
      return next_v4();
    case payload_format::v3_text:
      return next_v3_text();
    case payload_format::v3_binary:
      return next_v3_binary();
  }
  return std::nullopt;
}

payload_reader::result payload_reader::next_v4() {
  const std::size_t end = body_.find(separator, at_);
  const std::size_t begin = at_;
  if (end == std::string_view::npos) {
    progress_ = progress::done;
    return finish(decode_text(protocol::v4, body_.substr(begin), scratch_), begin, body_.size());
  }
  return finish(decode_text(protocol::v4, body_.substr(begin, end - begin), scratch_), begin, end + 1);
}

payload_reader::result payload_reader::next_v3_text() {
  if (at_ == body_.size()) {
    progress_ = progress::done;
    return std::nullopt;
  }
  const std::string_view head = body_.substr(at_, max_length_digits + 1);
  const std::size_t digits = head.find(':');
  if (digits == 0 || digits == std::string_view::npos) return fail(codec_failure::bad_length, at_);
  std::uint64_t units = 0;
  const auto parsed = std::from_chars(head.data(), head.data() + digits, units);
  if (parsed.ec != std::errc{} || parsed.ptr != head.data() + digits) return fail(codec_failure::bad_length, at_);
  const std::size_t begin = at_ + digits + 1;
  const auto length = bytes_of_units(body_.substr(begin), units);
  if (!length) return fail(codec_failure::truncated, begin);
  return finish(decode_text(protocol::v3, body_.substr(begin, *length), scratch_), begin, begin + *length);
}

payload_reader::result payload_reader::next_v3_binary() {
  if (at_ == body_.size()) {
    progress_ = progress::done;
    return std::nullopt;
  }
  const char kind = body_[at_];
  if (kind != 0 && kind != 1) return fail(codec_failure::unknown_type, at_);
  std::size_t i = at_ + 1;
  std::uint64_t length = 0;
  for (; i < body_.size() && body_[i] != '\xff'; ++i) {
    const auto value = static_cast<unsigned char>(body_[i]);
    if (value > 9 || i - at_ > max_length_digits) return fail(codec_failure::bad_length, i);
    length = length * 10 + value;
  }
  if (i == body_.size()) return fail(codec_failure::truncated, i);
  if (i == at_ + 1) return fail(codec_failure::bad_length, i);
  const std::size_t begin = i + 1;
  if (length > body_.size() - begin) return fail(codec_failure::truncated, begin);
  const std::string_view bytes = body_.substr(begin, static_cast<std::size_t>(length));
  const std::size_t end = begin + bytes.size();
  if (kind == 1) return finish(decode_binary(protocol::v3, bytes), begin, end);
  if (!is_utf8(bytes)) return fail(codec_failure::bad_utf8, begin);
  return finish(decode_text(protocol::v3, bytes, scratch_), begin, end);
}

payload_reader::result payload_reader::finish(std::expected<packet, codec_error> decoded, std::size_t packet_at,
                                              std::size_t next_at) {
  if (!decoded) return fail(decoded.error().what, packet_at + decoded.error().at);
  at_ = next_at;
  return *decoded;
}

payload_reader::result payload_reader::fail(codec_failure what, std::size_t at) {
  progress_ = progress::done;
  return std::unexpected(codec_error{.what = what, .at = at});
}

}  // namespace webchats::engineio
