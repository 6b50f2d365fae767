// Form bodies, queries, paths and header values: what comes out lies within what went in and obeys the promises of the
// headers that declare these functions.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <simdjson.h>

#include "base/log.hpp"
#include "http/entity.hpp"
#include "http/form.hpp"
#include "http/forwarded.hpp"
#include "http/origin.hpp"
#include "http/path.hpp"
#include "http/query.hpp"

namespace {

using namespace webchats;
using namespace webchats::http;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_multipart(std::string_view content_type, std::string_view body) {
  const auto parts = parse_multipart(content_type, body);
  if (!parts) return;
  const char* last = body.data();
  for (const form_part& part : *parts) {
    if (part.content.empty()) continue;
    require(part.content.data() >= last && part.content.data() + part.content.size() <= body.data() + body.size());
    last = part.content.data() + part.content.size();
  }
}

void check_path(std::string_view raw) {
  const auto path = normalise_path(raw);
  if (!path) return;
  require(path->starts_with('/') && simdjson::validate_utf8(*path));
  require(!path->contains("//") && !path->contains("/./") && !path->contains("/../") && !path->contains('\0'));
  require(!path->ends_with("/.") && !path->ends_with("/.."));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  // A first line for what is a header, the rest for what is a body.
  const std::size_t end = all.find('\n');
  const std::string_view head = all.substr(0, end);
  const std::string_view body = end == std::string_view::npos ? std::string_view{} : all.substr(end + 1);

  check_multipart(head, body);
  check_multipart("multipart/form-data; boundary=B", body);
  check_path(head);
  require(percent_decode(percent_encode(all), plus_sign::literal) == all);
  std::size_t decoded = 0;
  for (const auto& [name, value] : parse_form(all)) {
    decoded += name.size() + value.size();
    require(query_value(all, name).has_value());
  }
  require(decoded <= all.size());

  const std::string line = base::escape_for_log(all);
  require(line.find_first_of("\r\n\x1b") == std::string::npos && simdjson::validate_utf8(line));
  const std::string disposition = attachment(head);
  require(disposition.find_first_of("\r\n") == std::string::npos);

  request asked;
  asked.headers = {{"host", std::string(body.substr(0, 64))},
                   {"origin", std::string(head)},
                   {"range", std::string(head)},
                   {"if-none-match", std::string(body)}};
  require(origin_policy().judge(asked) != origin_verdict::absent);
  const base::shared_buffer stored("0123456789");
  const response answer =
      serve_entity(asked, {.bytes = stored, .content_type = "text/plain", .etag = "x", .cache_control = ""});
  require(answer.body.size() <= stored.size());

  const proxy_list proxies({"10.0.0.0/8", "::1"});
  const auto client = proxies.client_of(boost::asio::ip::make_address("10.1.1.1"), all);
  require(!client.to_string().empty());
  return 0;
}
