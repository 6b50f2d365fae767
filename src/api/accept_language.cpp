#include "api/accept_language.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "http/text.hpp"

namespace webchats::api {
namespace {

/// Takes what stands before the first `mark` off `rest`.
std::string_view next_part(std::string_view& rest, char mark) noexcept {
  const auto end = std::min(rest.find(mark), rest.size());
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return http::trim(part);
}

/// Weight 0–1000 of a language range's parameters: `q=0.8` → 800 (RFC 9110 §12.4.2).
int weight_of(std::string_view parameters) noexcept {
  if (!parameters.starts_with("q=") && !parameters.starts_with("Q=")) return 1000;
  parameters.remove_prefix(2);
  if (parameters.starts_with('1')) return 1000;
  if (!parameters.starts_with("0.")) return 0;
  const auto digits = parameters.substr(2, 3);
  int weight = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), weight).ptr;
  for (auto used = end - digits.data(); used < 3; ++used) weight *= 10;
  return weight;
}

/// Whether a part of a tag is `name`, which is lower case; tags have no case (RFC 5646 §2.1.1).
bool is_tag(std::string_view part, std::string_view name) noexcept {
  return std::ranges::equal(part, name, [](char a, char b) { return (a | 0x20) == b; });
}

std::optional<language> known(std::string_view range) noexcept {
  const auto primary = next_part(range, '-');
  if (is_tag(primary, "en")) return language::english;
  if (!is_tag(primary, "zh")) return std::nullopt;
  // A script says more than the region behind it.
  auto found = language::simplified;
  while (!range.empty()) {
    const auto part = next_part(range, '-');
    if (is_tag(part, "hans")) return language::simplified;
    if (is_tag(part, "hant")) return language::traditional;
    if (is_tag(part, "tw") || is_tag(part, "hk") || is_tag(part, "mo")) found = language::traditional;
  }
  return found;
}

}  // namespace

language language_of(std::string_view accept_language) noexcept {
  auto best = language::english;
  int best_weight = 0;
  while (!accept_language.empty()) {
    auto range = next_part(accept_language, ',');
    const auto found = known(next_part(range, ';'));
    const int weight = weight_of(range);
    if (found && weight > best_weight) {
      best = *found;
      best_weight = weight;
    }
  }
  return best;
}

language language_of(const http::request& request) noexcept {
  return language_of(request.header("accept-language").value_or(std::string_view{}));
}

}  // namespace webchats::api
