#include "api/rest/call.hpp"

#include <charconv>
#include <boost/json/parse.hpp>

#include "http/form.hpp"
#include "http/router.hpp"

namespace webchats::api::rest {

std::string_view call::segment(std::string_view name) const noexcept {
  return http::router::segment(pattern, request.path, name);
}

std::int64_t call::number(std::string_view name) const noexcept {
  const auto text = segment(name);
  std::int64_t found = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), found);
  return error == std::errc{} && end == text.data() + text.size() && found > 0 ? found : 0;
}

std::expected<boost::json::value, failure> json_body(const http::request& request) {
  if (http::media_type(request.header("content-type").value_or("")) != "application/json") {
    return std::unexpected(failure{error_code::unsupported});
  }
  boost::system::error_code error;
  auto value = boost::json::parse(request.body, error);
  if (error) return std::unexpected(failure_of(bad_field{"payload", chat::rule::format}));
  return value;
}

std::expected<sent_file, failure> file_part(const http::request& request) {
  const auto form = http::form::read(request);
  if (!form) {
    if (form.error() == http::form_error::not_a_form) return std::unexpected(failure{error_code::unsupported});
    return std::unexpected(failure_of(bad_field{"payload", chat::rule::format}));
  }
  const auto* file = form->file("file");
  if (file == nullptr || file->content.empty())
    return std::unexpected(failure_of(bad_field{"file", chat::rule::required}));
  return sent_file{file->file_name, std::string(file->content)};
}

http::response ok(json_writer&& body) { return http::response::json(200, std::move(body).take()); }

http::response created(json_writer&& body) { return http::response::json(201, std::move(body).take()); }

http::response no_content() {
  http::response answer;
  answer.status = 204;
  answer.headers = {{"Cache-Control", "no-store"}};
  return answer;
}

}  // namespace webchats::api::rest
