#include "api/classic/validation.hpp"

#include <string_view>

#include "api/json/reader.hpp"
#include "chat/text.hpp"

namespace webchats::api::classic {
namespace {

constexpr std::size_t longest_src = 255;
constexpr std::size_t shortest_password = 6;

/// These clients call the e-mail address `name`.
std::optional<std::string> email_problem(const input& in) {
  if (in.find("name") == nullptr) return "The name field is required.";
  const auto email = in.text("name");
  if (!email) return "The name must be a valid email address.";
  const auto wrong = chat::check_email(chat::normalise_email(*email), chat::limits{});
  return wrong ? std::optional(validation_text(*wrong)) : std::nullopt;
}

std::optional<std::string> password_problem(const input& in) {
  if (in.find("password") == nullptr) return "The password field is required.";
  if (!in.text("password")) return "The password must be a string.";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> registration_problem(const input& in) {
  if (auto wrong = email_problem(in)) return wrong;
  if (auto wrong = password_problem(in)) return wrong;
  if (count_code_points(*in.text("password")) < shortest_password) return "The password must be at least 6 characters.";
  if (in.find("src") != nullptr) {
    const auto src = in.text("src");
    if (!src) return "The src is not a valid URL.";
    if (count_code_points(*src) > longest_src) return "The src may not be greater than 255 characters.";
  }
  return std::nullopt;
}

std::optional<std::string> login_problem(const input& in) {
  if (auto wrong = email_problem(in)) return wrong;
  return password_problem(in);
}

std::string validation_text(const chat::invalid& why) {
  const auto limit = std::to_string(why.limit);
  switch (why.field) {
    case chat::field::email:
      if (why.rule == chat::rule::required) return "The name field is required.";
      if (why.rule == chat::rule::too_long) return "The name may not be greater than " + limit + " characters.";
      return "The name must be a valid email address.";
    case chat::field::password:
      if (why.rule == chat::rule::required) return "The password field is required.";
      if (why.rule == chat::rule::too_short) return "The password must be at least " + limit + " characters.";
      if (why.rule == chat::rule::too_long) return "The password may not be greater than " + limit + " characters.";
      if (why.rule == chat::rule::common) return "The password is too common.";
      return "The password format is invalid.";
    case chat::field::avatar:
      if (why.rule == chat::rule::too_long) return "The src may not be greater than " + limit + " characters.";
      return "The src is not a valid URL.";
    default:
      return "The given data was invalid.";
  }
}

}  // namespace webchats::api::classic
