#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "http/multipart.hpp"
#include "http/query.hpp"

namespace webchats::http {

/// An uploaded file, within the request's body.
struct form_file {
  std::string name;          ///< of the form field
  std::string file_name;     ///< as the client calls it; never a path to be used
  std::string content_type;  ///< as the client claims
  std::string_view content;  ///< bytes of the request's body
};

/// Why a request is no form.
enum class form_error : std::uint8_t {
  not_a_form,  ///< another content type → 415
  malformed,   ///< → 400
};

/// Fields and files of a form request, whether it came urlencoded or as multipart. Refers to the request it was read
/// from.
class form {
 public:
  /// Reads `sent`'s body by its content type. Several fields of one name: the last counts.
  [[nodiscard]] static std::expected<form, form_error> read(const request& sent);

  /// The field of this name.
  [[nodiscard]] std::optional<std::string_view> value(std::string_view name) const noexcept;
  /// The file of this name, or null.
  [[nodiscard]] const form_file* file(std::string_view name) const noexcept;
  /// The following are all there are, in the order sent.
  [[nodiscard]] const form_fields& fields() const noexcept { return fields_; }
  [[nodiscard]] const std::vector<form_file>& files() const noexcept { return files_; }

 private:
  form_fields fields_;
  std::vector<form_file> files_;
};

/// The media type of a Content-Type value in lower case, without parameters.
[[nodiscard]] std::string media_type(std::string_view content_type);

}  // namespace webchats::http
