#include "api/classic/input.hpp"

#include <boost/json/parse.hpp>

#include "api/auth/token.hpp"
#include "api/classic/rooms.hpp"
#include "chat/text.hpp"
#include "http/query.hpp"

namespace webchats::api::classic {
namespace {

constexpr std::size_t most_fields = 64;

}  // namespace

input::input(const http::request& request) : request_(request) {
  for (const auto& [name, value] : http::parse_form(request.query, most_fields)) put(name, boost::json::string(value));

  const auto type = http::media_type(request.header("content-type").value_or(""));
  if (type == "application/json") {
    boost::system::error_code error;
    const auto body = boost::json::parse(request.body, error);
    if (const auto* object = error ? nullptr : body.if_object()) {
      for (const auto& member : *object) put(member.key(), member.value());
    }
  } else if (auto form = http::form::read(request)) {
    form_ = std::move(*form);
    for (const auto& [name, value] : form_->fields()) put(name, boost::json::string(value));
  }
}

void input::put(std::string_view field, boost::json::value value) {
  if (const auto* text = value.if_string(); text != nullptr && field != "password") {
    value = boost::json::string(chat::trimmed(*text));
  }
  if (const auto* text = value.if_string(); text != nullptr && text->empty()) value = nullptr;
  fields_.insert_or_assign(field, std::move(value));
}

const boost::json::value* input::find(std::string_view field) const noexcept {
  const auto* value = fields_.if_contains(field);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::string> input::text(std::string_view field) const {
  const auto* value = find(field);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::nullopt : std::optional<std::string>(*text);
}

std::optional<std::int64_t> input::number(std::string_view field) const noexcept {
  const auto* value = find(field);
  return value == nullptr ? std::nullopt : number_of(*value);
}

const http::form_file* input::file(std::string_view field) const noexcept {
  const auto* found = form_ ? form_->file(field) : nullptr;
  return found == nullptr || found->content.empty() ? nullptr : found;
}

std::string input::token() const {
  if (auto token = text("api_token")) return std::move(*token);
  if (auto token = bearer_token(request_)) return std::move(*token);
  return basic_password(request_).value_or("");
}

}  // namespace webchats::api::classic
