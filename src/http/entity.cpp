#include "http/entity.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/query.hpp"
#include "http/text.hpp"

namespace webchats::http {
namespace {

struct byte_range {
  std::uint64_t first;
  std::uint64_t count;  // 0: not satisfiable
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// The one range of a Range header; empty when it is to be ignored.
std::optional<byte_range> requested_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!iequals(header.substr(0, unit.size()), unit) || header.contains(',')) return std::nullopt;
  const std::string_view range = trim(header.substr(unit.size()));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = number(range.substr(0, dash));
  const auto last = number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return std::nullopt;
    const std::uint64_t count = std::min(*last, size);
    return byte_range{size - count, count};
  }
  if (!first || (!last && dash + 1 != range.size()) || (last && *last < *first)) return std::nullopt;
  if (*first >= size) return byte_range{0, 0};
  const std::uint64_t end = last ? std::min(*last, size - 1) + 1 : size;
  return byte_range{*first, end - *first};
}

}  // namespace

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  if (trim(if_none_match) == "*") return true;
  const std::string quoted = "\"" + std::string(etag) + "\"";
  bool found = false;
  for_each_element(if_none_match, [&](std::string_view element) {
    if (element.starts_with("W/")) element.remove_prefix(2);
    found = found || element == quoted;
  });
  return found;
}

std::string attachment(std::string_view file_name) {
  std::string plain;
  for (const char c : file_name) {
    const bool safe = c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '/' && c != '%';
    plain += safe ? c : '_';
  }
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + percent_encode(file_name);
}

response serve_entity(const request& asked, const entity& stored) {
  response answer;
  if (!stored.cache_control.empty()) answer.headers.emplace_back("Cache-Control", stored.cache_control);
  const std::string quoted = "\"" + std::string(stored.etag) + "\"";
  if (!stored.etag.empty()) {
    answer.headers.emplace_back("ETag", quoted);
    if (const auto known = asked.header("if-none-match"); known && matches_etag(*known, stored.etag)) {
      answer.status = 304;
      return answer;
    }
  }
  answer.headers.emplace_back("Content-Type", stored.content_type);
  answer.headers.emplace_back("Accept-Ranges", "bytes");
  const std::uint64_t whole = stored.source != nullptr ? stored.source->size() : stored.bytes.size();
  const auto range_header = asked.header("range");
  const auto condition = asked.header("if-range");
  const bool unchanged = !condition || (!stored.etag.empty() && *condition == quoted);
  const auto range =
      range_header && unchanged && asked.method == method::get ? requested_range(*range_header, whole) : std::nullopt;
  if (!range) {
    answer.shared_body = stored.bytes;
    if (stored.source != nullptr) answer.streamed = {stored.source, 0, whole};
    return answer;
  }
  const std::string size = std::to_string(whole);
  if (range->count == 0) {
    answer.status = 416;
    answer.headers.emplace_back("Content-Range", "bytes */" + size);
    return answer;
  }
  answer.status = 206;
  answer.headers.emplace_back("Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                                   std::to_string(range->first + range->count - 1) + "/" + size);
  if (stored.source != nullptr) {
    answer.streamed = {stored.source, range->first, range->count};
  } else {
    answer.body = stored.bytes.view().substr(range->first, range->count);
  }
  return answer;
}

}  // namespace webchats::http
