#include "socketio/handshake.hpp"

#include <cstring>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <simdjson.h>

#include "http/query.hpp"
#include "http/serialize.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

/// As JavaScript writes a Date where the time zone is UTC: the parts of "Sun, 06 Nov 1994 08:49:37 GMT" in another
/// order.
std::string date_text(std::chrono::system_clock::time_point time) {
  const std::string date = http::http_date(time);
  const auto part = [&](std::size_t begin, std::size_t size) { return std::string_view(date).substr(begin, size); };
  return fmt::format("{} {} {} {} {} GMT+0000 (Coordinated Universal Time)", part(0, 3), part(8, 3), part(5, 2),
                     part(12, 4), part(17, 8));
}

/// Headers and escapes can hold any byte, JSON cannot: what is no UTF-8 gets U+FFFD for each byte beyond ASCII.
std::string utf8_text(std::string_view bytes) {
  if (simdjson::validate_utf8(bytes.data(), bytes.size())) return std::string(bytes);
  std::string made;
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < 0x80) {
      made += c;
    } else {
      made += "\xef\xbf\xbd";
    }
  }
  return made;
}

json::object query_object(std::string_view query) {
  json::object made;
  for (const auto& [name, value] : http::parse_form(query)) {
    const auto [place, inserted] = made.emplace(utf8_text(name), utf8_text(value));
    if (inserted) continue;
    json::value& before = place->value();
    if (!before.is_array()) before = json::array{std::move(before)};
    before.get_array().emplace_back(utf8_text(value));
  }
  return made;
}

}  // namespace

static_assert(sizeof(handshake_request) <= 32, "ten thousand idle connections stay small");

handshake_request::handshake_request(const http::request& request, engineio::protocol revision,
                                     std::span<const std::string> kept_headers, std::uint64_t number)
    : time_(std::chrono::system_clock::now()),
      number_(number),
      query_begin_(static_cast<std::uint32_t>(request.peer_address.size() + request.path.size() + 2)),
      revision_(revision),
      secure_(request.secure()) {
  std::string text;
  text.reserve(request.peer_address.size() + request.target.size() + 256);
  text.append(request.peer_address).append(1, '\0');
  text.append(request.path).append(1, '?').append(request.query).append(1, '\0');
  for (const std::string& name : kept_headers) {
    const auto value = request.header(name);
    if (!value) continue;
    text.append(name).append(1, '\0');
    text.append(*value).append(1, '\0');
  }
  auto copy = std::make_unique_for_overwrite<char[]>(text.size() + 1);
  std::memcpy(copy.get(), text.c_str(), text.size() + 1);
  text_ = std::move(copy);
}

std::vector<std::pair<std::string_view, std::string_view>> handshake_request::headers() const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  const char* at = query().data() + query().size() + 1;
  for (std::string_view name = at; !name.empty(); name = at) {
    const std::string_view value = name.data() + name.size() + 1;
    all.emplace_back(name, value);
    at = value.data() + value.size() + 1;
  }
  return all;
}

std::optional<std::string_view> handshake_request::header(std::string_view name) const {
  for (const auto& [each, value] : headers()) {
    if (each == name) return value;
  }
  return std::nullopt;
}

std::optional<std::string> handshake_request::parameter(std::string_view name) const {
  return http::query_value(query(), name);
}

std::string_view handshake_request::url() const noexcept { return text_.get() + peer_address().size() + 1; }

std::string_view handshake_request::query() const noexcept { return text_.get() + query_begin_; }

std::string_view handshake_request::peer_address() const noexcept { return text_.get(); }

json::object to_json(const handshake& said) {
  const handshake_request& request = *said.request;
  json::object headers;
  for (const auto& [name, value] : request.headers()) headers.emplace(name, utf8_text(value));
  const auto issued = std::chrono::duration_cast<std::chrono::milliseconds>(request.time().time_since_epoch());
  return {{"headers", std::move(headers)},
          {"time", date_text(request.time())},
          {"address", request.peer_address()},
          {"xdomain", request.header("origin").has_value()},
          {"secure", request.secure()},
          {"issued", issued.count()},
          {"url", utf8_text(request.url())},
          {"query", query_object(request.query())},
          {"auth", said.auth}};
}

}  // namespace webchats::socketio
