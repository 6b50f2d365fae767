#include "http/message.hpp"

#include <algorithm>

#include "http/query.hpp"
#include "http/text.hpp"

namespace webchats::http {

std::optional<std::string_view> request::header(std::string_view name) const noexcept {
  const auto found = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
  if (found == headers.end()) return std::nullopt;
  return found->second;
}

bool request::secure() const noexcept {
  const auto said = header("x-forwarded-proto");
  return said ? iequals(*said, "https") : encrypted;
}

std::optional<std::string> request::parameter(std::string_view name) const { return query_value(query, name); }

std::uint64_t response::body_size() const noexcept {
  if (streamed.source != nullptr) return streamed.size;
  return shared_body.empty() ? body.size() : shared_body.size();
}

response response::json(unsigned status, std::string body) {
  response made;
  made.status = status;
  made.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  made.body = std::move(body);
  return made;
}

response response::text(unsigned status, std::string body) {
  response made;
  made.status = status;
  made.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  made.body = std::move(body);
  return made;
}

}  // namespace webchats::http
