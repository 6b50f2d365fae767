#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <boost/json/object.hpp>

#include "http/form.hpp"
#include "http/message.hpp"

namespace webchats::api::classic {

/// What a request to `/api` carries, wherever it carries it: query, JSON, urlencoded or multipart body; the body wins.
/// As in the original, texts are trimmed (passwords not) and an empty text counts as absent.
/// Borrows the request it was read from.
class input {
 public:
  explicit input(const http::request& request);

  /// Null when absent.
  [[nodiscard]] const boost::json::value* find(std::string_view field) const noexcept;
  [[nodiscard]] std::optional<std::string> text(std::string_view field) const;
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view field) const noexcept;
  /// The uploaded file of this field; null when there is none or it is empty.
  [[nodiscard]] const http::form_file* file(std::string_view field) const noexcept;

  /// The token: field `api_token`, `Authorization: Bearer`, or the basic password, in the order of the original's
  /// guard.
  [[nodiscard]] std::string token() const;

 private:
  void put(std::string_view field, boost::json::value value);

  const http::request& request_;
  boost::json::object fields_;
  std::optional<http::form> form_;
};

}  // namespace webchats::api::classic
