#include "chat/web_address.hpp"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <memory>

#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::string_view schemes[] = {"https://", "http://"};
constexpr std::size_t longest_host = 253;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// The length of the scheme that `text` begins with; 0: none.
std::size_t scheme_length(std::string_view text) {
  for (const auto scheme : schemes) {
    const auto start = text.substr(0, scheme.size());
    if (std::ranges::equal(start, scheme, [](char a, char b) { return lower(a) == b; })) return scheme.size();
  }
  return 0;
}

/// Parts of a URL; all views into it.
struct parts {
  std::string_view host;
  std::string_view port;  ///< with its colon, or empty
  std::string_view rest;  ///< path and query
};

std::optional<parts> parts_of(std::string_view url) {
  const auto scheme = scheme_length(url);
  if (scheme == 0) return std::nullopt;
  url = url.substr(scheme, url.find('#', scheme) - scheme);
  const auto end = std::min(url.find_first_of("/?"), url.size());
  const auto authority = url.substr(0, end);
  if (authority.contains('@')) return std::nullopt;
  const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const auto colon = std::min(authority.find(':', bracket), authority.size());
  return parts{authority.substr(0, colon), authority.substr(colon), url.substr(end)};
}

/// Whether a link goes on with this code point.
bool is_of_link(char32_t c) {
  if (c <= 0x20 || c == 0x7F || c == 0xA0 || c == 0xFEFF) return false;
  if (c < 0x80) return std::string_view("<>\"'`{}|\\^").find(static_cast<char>(c)) == std::string_view::npos;
  constexpr std::pair<char32_t, char32_t> others[] = {
      {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2018, 0x201D}, {0x2026, 0x2026}, {0x2028, 0x2029}, {0x202F, 0x202F},
      {0x205F, 0x205F}, {0x3000, 0x303F}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xF900, 0xFAFF}, {0xFF00, 0xFFEF}};
  return std::ranges::none_of(others, [c](const auto& range) { return c >= range.first && c <= range.second; });
}

/// Without punctuation that belongs to the sentence; a closing bracket stays if it was opened inside.
std::string_view without_punctuation(std::string_view link) {
  while (!link.empty()) {
    const char last = link.back();
    if (last == ')' || last == ']') {
      if (std::ranges::count(link, last == ')' ? '(' : '[') >= std::ranges::count(link, last)) break;
    } else if (std::string_view(".,;:!?*_~").find(last) == std::string_view::npos) {
      break;
    }
    link.remove_suffix(1);
  }
  return link;
}

/// The link that begins at `from`; empty: none.
std::string_view link_at(std::string_view text, std::size_t from) {
  const auto scheme = scheme_length(text.substr(from));
  if (scheme == 0 || (from > 0 && (is_letter(text[from - 1]) || is_digit(text[from - 1]) || text[from - 1] == '_'))) {
    return {};
  }
  std::size_t end = from + scheme;
  while (end < text.size() && !text.substr(end).starts_with("](")) {
    std::size_t next = end;
    const auto point = next_code_point(text, next);
    if (!point || !is_of_link(*point)) break;
    end = next;
  }
  const auto link = without_punctuation(text.substr(from, end - from));
  return link.size() > scheme && askable_url(link) ? link : std::string_view{};
}

std::size_t run_of(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(text[at], at), text.size()) - at;
}

/// Where the run of `length` back quotes ends that closes code which begins before `from`.
std::optional<std::size_t> end_of_code(std::string_view line, std::size_t from, std::size_t length) {
  for (auto at = line.find('`', from); at != std::string_view::npos; at = line.find('`', at)) {
    const auto run = run_of(line, at);
    at += run;
    if (run == length) return at;
  }
  return std::nullopt;
}

std::optional<std::string_view> first_link_of_line(std::string_view line) {
  std::size_t quotes = 0;  // Beyond so many runs, those that nothing closes would be looked for again and again.
  constexpr std::size_t most_quotes = 200;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '`' && quotes < most_quotes) {
      ++quotes;
      const auto length = run_of(line, at);
      at = end_of_code(line, at + length, length).value_or(at + length);
    } else if (lower(line[at]) == 'h') {
      if (const auto link = link_at(line, at); !link.empty()) return link;
      ++at;
    } else {
      ++at;
    }
  }
  return std::nullopt;
}

/// The signs of a fence that `line` is, or empty.
std::string_view fence_of(std::string_view line) {
  const auto begin = line.find_first_not_of(' ');
  if (begin == std::string_view::npos || begin > 3 || (line[begin] != '`' && line[begin] != '~')) return {};
  const auto length = run_of(line, begin);
  if (length < 3 || line.substr(begin + length).contains('`')) return {};
  return line.substr(begin, length);
}

bool closes(std::string_view line, std::string_view opened) {
  const auto fence = fence_of(line);
  if (fence.size() < opened.size() || fence.front() != opened.front()) return false;
  const auto behind = line.substr(static_cast<std::size_t>(fence.data() + fence.size() - line.data()));
  return behind.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string_view take_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

/// What follows the line that closes `opened`; nothing when none does.
std::optional<std::string_view> behind_fence(std::string_view rest, std::string_view opened) {
  while (!rest.empty()) {
    if (closes(take_line(rest), opened)) return rest;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> first_link(std::string_view text) {
  // Most texts have none, and every edit of one is asked about.
  if (!text.contains("://")) return std::nullopt;
  std::size_t lone = 0;  // fences that nothing below closes; the page shows them as text
  constexpr std::size_t most_lone = 20;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (const auto fence = fence_of(line); !fence.empty() && lone < most_lone) {
      if (const auto behind = behind_fence(text, fence)) {
        text = *behind;
        continue;
      }
      ++lone;
    }
    if (const auto found = first_link_of_line(line)) return found;
  }
  return std::nullopt;
}

std::optional<std::string> ascii_host(std::string_view host) {
  if (host.empty() || host.size() > 4 * longest_host) return std::nullopt;
  if (host.starts_with('[')) {
    const auto inside = host.substr(1, host.size() - 2);
    const bool v6 =
        host.ends_with(']') && inside.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    if (!v6 || inside.empty()) return std::nullopt;
    std::string address(host);
    std::ranges::transform(address, address.begin(), lower);
    return address;
  }
  UErrorCode failed = U_ZERO_ERROR;
  const std::unique_ptr<UIDNA, decltype(&uidna_close)> names(
      uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &failed), uidna_close);
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  std::array<char, 4 * longest_host> out{};
  const auto size = uidna_nameToASCII_UTF8(names.get(), host.data(), static_cast<std::int32_t>(host.size()), out.data(),
                                           static_cast<std::int32_t>(out.size()), &info, &failed);
  if (U_FAILURE(failed) != 0 || size <= 0) return std::nullopt;
  // Names of machines hold signs that names of domains may not: hyphens anywhere, empty labels at the end.
  constexpr std::uint32_t harmless =
      UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4 | UIDNA_ERROR_EMPTY_LABEL;
  if ((info.errors & ~harmless) != 0) return std::nullopt;
  std::string name(out.data(), static_cast<std::size_t>(size));
  while (name.ends_with('.')) name.pop_back();
  const bool clean =
      std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-' || c == '_'; });
  if (name.empty() || name.size() > longest_host || name.contains("..") || name.starts_with('.') || !clean) {
    return std::nullopt;
  }
  return name;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kept = "-._~:/?#@!$&'()*+,;=%";
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto is_hex = [&](std::size_t where) {
      return where < text.size() && (is_digit(text[where]) || (lower(text[where]) >= 'a' && lower(text[where]) <= 'f'));
    };
    const bool loose = c == '%' && !(is_hex(at + 1) && is_hex(at + 2));
    if (!loose && (is_letter(c) || is_digit(c) || kept.find(c) != std::string_view::npos)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', hex[byte >> 4U], hex[byte & 0xFU]});
    }
  }
  return out;
}

std::optional<std::string> askable_url(std::string_view link) {
  constexpr std::size_t longest_link = 2'048;
  if (link.size() > longest_link) return std::nullopt;
  const auto found = parts_of(link);
  if (!found) return std::nullopt;
  const auto host = ascii_host(found->host);
  const auto digits = found->port.substr(std::min<std::size_t>(found->port.size(), 1));
  if (!host || digits.size() > 5 || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  std::string url(link.substr(0, scheme_length(link)));
  std::ranges::transform(url, url.begin(), lower);
  url += *host;
  if (!digits.empty()) url.append(":").append(digits);
  if (found->rest.empty() || found->rest.front() == '?') url += '/';
  return url + percent_encoded(found->rest);
}

std::string_view host_of(std::string_view askable) {
  const auto found = parts_of(askable);
  return found ? found->host : std::string_view{};
}

}  // namespace webchats::chat
