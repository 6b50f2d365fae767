#pragma once

#include <string>
#include <string_view>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

/// Reading of bodies that others designed: what is missing or of another type is empty.
namespace webchats::api::hooks {

/// The member `name` of an object; null for what is none.
[[nodiscard]] const boost::json::value& at(const boost::json::value& of, std::string_view name) noexcept;
/// Its text; empty when it is none.
[[nodiscard]] std::string_view text_at(const boost::json::value& of, std::string_view name) noexcept;
/// The first of two that is not empty: services spell their names in several ways.
[[nodiscard]] std::string_view text_at(const boost::json::value& of, std::string_view name,
                                       std::string_view other) noexcept;
/// Its items; empty when it is no array.
[[nodiscard]] const boost::json::array& items_at(const boost::json::value& of, std::string_view name) noexcept;

/// A text of paragraphs.
class paragraphs {
 public:
  /// Adds one, if there is something to see in it.
  void add(std::string_view text);
  /// Goes on with the last paragraph on a new line.
  void line(std::string_view text);
  [[nodiscard]] std::string take() && { return std::move(text_); }

 private:
  void append(std::string_view text, std::string_view before);
  std::string text_;
};

/// `[label](url)`; the label alone when there is no URL of the web, the URL alone when there is no label.
[[nodiscard]] std::string link(std::string_view label, std::string_view url);
[[nodiscard]] std::string bold(std::string_view text);

/// Replaces `<at …>name</at>` by `@name` and takes away all other tags in angle brackets of the name `font`.
[[nodiscard]] std::string without_tags(std::string_view text);

}  // namespace webchats::api::hooks
