#include "delivery/page_text.hpp"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

#include "chat/text.hpp"

namespace webchats::delivery {

namespace {

/// The names of the web (WHATWG, Encoding Standard) → those of ICU.
struct charset_name {
  std::string_view label;
  const char* converter;
};
constexpr std::array charsets{
    charset_name{"gb18030", "gb18030"},
    charset_name{"gbk", "gb18030"},
    charset_name{"gb2312", "gb18030"},
    charset_name{"x-gbk", "gb18030"},
    charset_name{"gb_2312-80", "gb18030"},
    charset_name{"chinese", "gb18030"},
    charset_name{"big5", "Big5-HKSCS"},
    charset_name{"big5-hkscs", "Big5-HKSCS"},
    charset_name{"x-x-big5", "Big5-HKSCS"},
    charset_name{"shift_jis", "windows-31j"},
    charset_name{"sjis", "windows-31j"},
    charset_name{"euc-jp", "EUC-JP"},
    charset_name{"euc-kr", "windows-949"},
    charset_name{"ks_c_5601-1987", "windows-949"},
    charset_name{"iso-8859-1", "windows-1252"},
    charset_name{"latin1", "windows-1252"},
    charset_name{"us-ascii", "windows-1252"},
    charset_name{"windows-1252", "windows-1252"},
    charset_name{"iso-8859-2", "iso-8859-2"},
    charset_name{"iso-8859-15", "iso-8859-15"},
    charset_name{"windows-1250", "windows-1250"},
    charset_name{"windows-1251", "windows-1251"},
    charset_name{"koi8-r", "koi8-r"},
};

struct entity {
  std::string_view name;
  char32_t point;
};
/// Those that stand in titles.
constexpr std::array entities{
    entity{"amp", '&'},      entity{"lt", '<'},        entity{"gt", '>'},        entity{"quot", '"'},
    entity{"apos", '\''},    entity{"nbsp", 0xA0},     entity{"hellip", 0x2026}, entity{"mdash", 0x2014},
    entity{"ndash", 0x2013}, entity{"lsquo", 0x2018},  entity{"rsquo", 0x2019},  entity{"ldquo", 0x201C},
    entity{"rdquo", 0x201D}, entity{"sbquo", 0x201A},  entity{"bdquo", 0x201E},  entity{"laquo", 0xAB},
    entity{"raquo", 0xBB},   entity{"lsaquo", 0x2039}, entity{"rsaquo", 0x203A}, entity{"middot", 0xB7},
    entity{"bull", 0x2022},  entity{"copy", 0xA9},     entity{"reg", 0xAE},      entity{"trade", 0x2122},
    entity{"times", 0xD7},   entity{"deg", 0xB0},      entity{"euro", 0x20AC},   entity{"pound", 0xA3},
    entity{"yen", 0xA5},     entity{"sect", 0xA7},     entity{"para", 0xB6},     entity{"iexcl", 0xA1},
    entity{"iquest", 0xBF},  entity{"eacute", 0xE9},   entity{"egrave", 0xE8},   entity{"agrave", 0xE0},
    entity{"auml", 0xE4},    entity{"ouml", 0xF6},     entity{"uuml", 0xFC},     entity{"Auml", 0xC4},
    entity{"Ouml", 0xD6},    entity{"Uuml", 0xDC},     entity{"szlig", 0xDF},    entity{"ccedil", 0xE7},
    entity{"ntilde", 0xF1},  entity{"ensp", 0x2002},   entity{"emsp", 0x2003},   entity{"larr", 0x2190},
    entity{"rarr", 0x2192},  entity{"shy", 0xAD},      entity{"zwnj", 0x200C},   entity{"zwj", 0x200D},
};

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

std::string converted(std::string_view bytes, const char* from) {
  UErrorCode failed = U_ZERO_ERROR;
  // What the bytes become is never longer than three bytes for each, U+FFFD included.
  std::string out(3 * bytes.size() + 8, '\0');
  const auto size = ucnv_convert("UTF-8", from, out.data(), static_cast<std::int32_t>(out.size()), bytes.data(),
                                 static_cast<std::int32_t>(bytes.size()), &failed);
  if (U_FAILURE(failed) != 0) return {};
  out.resize(static_cast<std::size_t>(size));
  return out;
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (!chat::next_code_point(bytes, at)) return false;
  }
  return true;
}

/// `bytes` up to the last character that is whole: what was cut is no reason to call them no UTF-8.
std::string_view without_cut_end(std::string_view bytes) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(4, bytes.size()); ++back) {
    const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if ((byte & 0xC0U) == 0x80U) continue;
    const std::size_t whole = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return whole > back ? bytes.substr(0, bytes.size() - back) : bytes;
  }
  return bytes;
}

/// What an entity of this number stands for; nothing when it is none.
std::optional<char32_t> numbered(std::string_view digits) {
  const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  if (hexadecimal) digits.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 10);
  if (digits.empty() || end != digits.data() + digits.size()) return std::nullopt;
  const bool none = error != std::errc{} || value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF);
  return none ? 0xFFFD : static_cast<char32_t>(value);
}

std::optional<char32_t> meaning_of(std::string_view name) {
  if (name.starts_with('#')) return numbered(name.substr(1));
  const auto* const found = std::ranges::find(entities, name, &entity::name);
  return found == entities.end() ? std::nullopt : std::optional(found->point);
}

}  // namespace

std::string utf8_of(std::string_view bytes, std::string_view charset) {
  std::string label(charset.substr(0, 40));
  std::ranges::transform(label, label.begin(), lower);
  const auto* const known = std::ranges::find(charsets, label, &charset_name::label);
  if (known != charsets.end()) return converted(bytes, known->converter);
  const auto whole = without_cut_end(bytes);
  if (is_utf8(whole)) return std::string(whole);
  const bool said = label == "utf-8" || label == "utf8";
  return converted(bytes, said ? "UTF-8" : "gb18030");
}

std::string without_entities(std::string_view text) {
  constexpr std::size_t longest_name = 12;
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text[at] == '&' ? text.substr(at, longest_name).find(';') : std::string_view::npos;
    const auto point = end == std::string_view::npos ? std::nullopt : meaning_of(text.substr(at + 1, end - 1));
    if (point) {
      chat::append_code_point(out, *point);
      at += end + 1;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string shown_text(std::string_view bytes, std::string_view charset, std::size_t most) {
  const auto clean = chat::clean_name(without_entities(utf8_of(bytes, charset)));
  return std::string(chat::trimmed(chat::beginning_of(clean, most)));
}

}  // namespace webchats::delivery
