#include "http/form.hpp"

#include <utility>

#include "http/text.hpp"

namespace webchats::http {

std::string media_type(std::string_view content_type) {
  return to_lower(trim(content_type.substr(0, content_type.find(';'))));
}

std::expected<form, form_error> form::read(const request& sent) {
  const std::string_view content_type = sent.header("content-type").value_or("");
  const std::string type = media_type(content_type);
  form made;
  if (type == "application/x-www-form-urlencoded") {
    made.fields_ = parse_form(sent.body);
    return made;
  }
  if (type != "multipart/form-data") return std::unexpected(form_error::not_a_form);
  auto parts = parse_multipart(content_type, sent.body);
  if (!parts) return std::unexpected(form_error::malformed);
  for (form_part& part : *parts) {
    if (part.is_file) {
      made.files_.push_back(
          {std::move(part.name), std::move(part.file_name), std::move(part.content_type), part.content});
    } else {
      made.fields_.emplace_back(std::move(part.name), part.content);
    }
  }
  return made;
}

std::optional<std::string_view> form::value(std::string_view name) const noexcept {
  for (auto field = fields_.rbegin(); field != fields_.rend(); ++field) {
    if (field->first == name) return field->second;
  }
  return std::nullopt;
}

const form_file* form::file(std::string_view name) const noexcept {
  for (auto each = files_.rbegin(); each != files_.rend(); ++each) {
    if (each->name == name) return &*each;
  }
  return nullptr;
}

}  // namespace webchats::http
