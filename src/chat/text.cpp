#include "chat/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace webchats::chat {

namespace {

struct range {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool in_ranges(const std::array<range, N>& ranges, char32_t point) {
  const auto after = std::ranges::upper_bound(ranges, point, {}, &range::first);
  return after != ranges.begin() && point <= std::prev(after)->last;
}

// Characters without a shape of their own that change how their neighbours are shown or compared.
constexpr std::array invisible{
    range{0x0000, 0x001F}, range{0x007F, 0x009F},   range{0x00AD, 0x00AD},   range{0x034F, 0x034F},
    range{0x061C, 0x061C}, range{0x115F, 0x1160},   range{0x17B4, 0x17B5},   range{0x180B, 0x180F},
    range{0x200B, 0x200F}, range{0x2028, 0x202E},   range{0x2060, 0x206F},   range{0x3164, 0x3164},
    range{0xFE00, 0xFE0F}, range{0xFEFF, 0xFEFF},   range{0xFFA0, 0xFFA0},   range{0xFFF0, 0xFFFB},
    range{0xFFFE, 0xFFFF}, range{0x1BCA0, 0x1BCA3}, range{0x1D173, 0x1D17A}, range{0xE0000, 0xE0FFF},
};

constexpr std::array combining{
    range{0x0300, 0x036F}, range{0x0483, 0x0489}, range{0x0591, 0x05BD}, range{0x0610, 0x061A}, range{0x064B, 0x065F},
    range{0x06D6, 0x06DC}, range{0x0E31, 0x0E31}, range{0x0E34, 0x0E3A}, range{0x0E47, 0x0E4E}, range{0x1AB0, 0x1AFF},
    range{0x1DC0, 0x1DFF}, range{0x20D0, 0x20FF}, range{0x302A, 0x302F}, range{0x3099, 0x309A}, range{0xFE20, 0xFE2F},
};

constexpr int most_combining = 8;

bool is_space(char32_t point) {
  return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0xA0 || point == 0x1680 ||
         (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 || point == 0x202F ||
         point == 0x205F || point == 0x3000 || point == 0x2800;
}

bool is_printable_ascii(char c) { return c > ' ' && c < 0x7F; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

bool is_local_part(std::string_view local) {
  if (local.empty() || local.front() == '.' || local.back() == '.') return false;
  if (local.contains("..")) return false;
  return std::ranges::all_of(local, [](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").contains(c);
  });
}

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::ranges::all_of(label, [](char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '-'; });
}

bool is_host(std::string_view host) {
  while (true) {
    const auto dot = host.find('.');
    if (!is_label(host.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    host.remove_prefix(dot + 1);
  }
}

}  // namespace

std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t offset) { return static_cast<std::uint8_t>(text[at + offset]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) return std::nullopt;
  char32_t point = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    point = (point << 6) | (byte(i) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (point < smallest[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
  at += length;
  return point;
}

std::optional<std::size_t> count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) {
    const auto point = next_code_point(text, at);
    if (!point || *point == 0) return std::nullopt;
  }
  return count;
}

std::string_view beginning_of(std::string_view text, std::size_t most) {
  std::size_t end = 0;
  for (std::size_t count = 0; count < most && end < text.size(); ++count) {
    if (!next_code_point(text, end)) break;
  }
  return text.substr(0, end);
}

std::string_view trimmed(std::string_view text) {
  std::size_t first = 0;
  for (std::size_t next = 0; first < text.size(); first = next) {
    if (const auto point = next_code_point(text, next); !point || !is_space(*point)) break;
  }
  text.remove_prefix(first);
  while (!text.empty()) {
    // A code point begins with the last byte that does not continue another.
    std::size_t last = text.size() - 1;
    while (last > 0 && (static_cast<std::uint8_t>(text[last]) & 0xC0) == 0x80) --last;
    std::size_t end = last;
    const auto point = next_code_point(text, end);
    if (!point || end != text.size() || !is_space(*point)) break;
    text.remove_suffix(text.size() - last);
  }
  return text;
}

void append_code_point(std::string& text, char32_t point) {
  const auto add = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xC0 | (point >> 6));
  } else {
    if (point < 0x10000) {
      add(0xE0 | (point >> 12));
    } else {
      add(0xF0 | (point >> 18));
      add(0x80 | ((point >> 12) & 0x3F));
    }
    add(0x80 | ((point >> 6) & 0x3F));
  }
  add(0x80 | (point & 0x3F));
}

bool is_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto point = next_code_point(text, at);
    if (!point || (!is_space(*point) && !in_ranges(invisible, *point))) return false;
  }
  return true;
}

std::optional<invalid> check_length(field what, std::string_view text, std::size_t most) {
  const auto length = count_code_points(text);
  if (!length) return invalid{what, rule::encoding};
  if (*length > most) return invalid{what, rule::too_long, most};
  return std::nullopt;
}

std::optional<invalid> check_message(std::string_view text, std::size_t attachments, const limits& bounds) {
  if (attachments > bounds.attachments_per_message) {
    return invalid{field::attachments, rule::too_long, bounds.attachments_per_message};
  }
  // Bytes first: what is far too long is not even counted.
  if (text.size() > bounds.text_bytes) return invalid{field::text, rule::too_long, bounds.text_code_points};
  if (const auto broken = check_length(field::text, text, bounds.text_code_points)) return broken;
  if (attachments == 0 && is_blank(text)) return invalid{field::text, rule::required};
  return std::nullopt;
}

std::string clean_name(std::string_view text) {
  std::string cleaned;
  bool space = false;
  int marks = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = next_code_point(text, at);
    if (!point) break;
    if (is_space(*point)) {
      space = !cleaned.empty();
      continue;
    }
    if (in_ranges(invisible, *point)) continue;
    marks = in_ranges(combining, *point) ? marks + 1 : 0;
    if (marks > most_combining) continue;
    if (space) cleaned.push_back(' ');
    space = false;
    append_code_point(cleaned, *point);
  }
  return cleaned;
}

outcome<std::string> checked_name(std::string_view text, std::size_t most) {
  // Counting stops a long name before it is cleaned; what is removed by cleaning may be four times as long.
  if (text.size() > most * 16) return refuse(invalid{field::name, rule::too_long, most});
  if (!count_code_points(text)) return refuse(invalid{field::name, rule::encoding});
  auto cleaned = clean_name(text);
  if (cleaned.empty()) return refuse(invalid{field::name, rule::required});
  if (const auto broken = check_length(field::name, cleaned, most)) return refuse(*broken);
  return cleaned;
}

std::string normalise_email(std::string_view text) {
  std::string email(trimmed(text));
  for (char& c : email) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return email;
}

std::optional<invalid> check_email(std::string_view normalised, const limits& bounds) {
  if (normalised.empty()) return invalid{field::email, rule::required};
  const auto at = normalised.rfind('@');
  if (at == std::string_view::npos || !is_local_part(normalised.substr(0, at)) || !is_host(normalised.substr(at + 1))) {
    return invalid{field::email, rule::format};
  }
  if (normalised.size() > bounds.email_length) return invalid{field::email, rule::too_long, bounds.email_length};
  if (at > 64) return invalid{field::email, rule::format};
  // The accounts of bots are found by addresses there: nobody may be taken for one.
  if (normalised.substr(at + 1) == "bots.invalid") return invalid{field::email, rule::format};
  return std::nullopt;
}

std::optional<invalid> check_avatar(std::string_view url, const limits& bounds) {
  if (url.empty()) return std::nullopt;
  const bool clean = std::ranges::all_of(
      url, [](char c) { return is_printable_ascii(c) && !std::string_view("\"'<>\\`{}|^").contains(c); });
  const bool rooted = url.starts_with("/") || url.starts_with("http://") || url.starts_with("https://");
  if (!clean || !rooted) return invalid{field::avatar, rule::format};
  if (!url.starts_with('/') || url.starts_with("//")) {
    const auto host = url.substr(url.find("//") + 2);
    const auto end = host.find_first_of("/?#:");
    if (!is_host(host.substr(0, end))) return invalid{field::avatar, rule::format};
  }
  if (url.size() > bounds.avatar_length) return invalid{field::avatar, rule::too_long, bounds.avatar_length};
  return std::nullopt;
}

std::optional<invalid> check_client_id(std::string_view id, const limits& bounds) {
  if (id.empty()) return invalid{field::client_id, rule::required};
  if (id.size() > bounds.client_id_length) return invalid{field::client_id, rule::too_long, bounds.client_id_length};
  if (!std::ranges::all_of(id, is_printable_ascii)) return invalid{field::client_id, rule::format};
  return std::nullopt;
}

}  // namespace webchats::chat
