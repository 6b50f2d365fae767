#include "api/hooks/fields.hpp"

#include <algorithm>
#include <optional>

#include "chat/text.hpp"

namespace webchats::api::hooks {

namespace {

constexpr std::size_t longest_tag = 256;

/// The value of `name="…"` or `name=…` in a tag.
std::string_view attribute(std::string_view tag, std::string_view name) {
  const auto at = tag.find(std::string(name) + '=');
  if (at == std::string_view::npos) return {};
  auto value = tag.substr(at + name.size() + 1);
  const char quote = value.empty() ? '\0' : value.front();
  if (quote == '"' || quote == '\'') {
    value.remove_prefix(1);
    return value.substr(0, value.find(quote));
  }
  return value.substr(0, value.find_first_of(" >"));
}

/// What a tag at the beginning of `text` becomes, and its length.
struct tag_read {
  std::string replacement;
  std::size_t length;
};

std::optional<tag_read> read_tag(std::string_view text) {
  const auto end = text.substr(0, longest_tag).find('>');
  if (end == std::string_view::npos) return std::nullopt;
  const auto tag = text.substr(1, end - 1);
  if (tag.starts_with("font") || tag == "/font") return tag_read{{}, end + 1};
  if (tag.starts_with('@')) return tag_read{std::string(tag), end + 1};
  if (tag.starts_with("at ") || tag.starts_with("at\t")) {
    const auto rest = text.substr(end + 1);
    const auto close = rest.substr(0, longest_tag).find("</at>");
    auto name = close == std::string_view::npos ? std::string_view{} : rest.substr(0, close);
    const auto length = end + 1 + (close == std::string_view::npos ? 0 : close + 5);
    auto id = attribute(tag, "user_id");
    if (id.empty()) id = attribute(tag, "id");
    if (name.empty()) name = id == "all" ? std::string_view("所有人") : id;
    return tag_read{"@" + std::string(name), length};
  }
  return std::nullopt;
}

}  // namespace

const boost::json::value& at(const boost::json::value& of, std::string_view name) noexcept {
  static const boost::json::value nothing;
  const auto* object = of.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(name);
  return value == nullptr ? nothing : *value;
}

std::string_view text_at(const boost::json::value& of, std::string_view name) noexcept {
  const auto* text = at(of, name).if_string();
  return text == nullptr ? std::string_view{} : std::string_view(*text);
}

std::string_view text_at(const boost::json::value& of, std::string_view name, std::string_view other) noexcept {
  const auto first = text_at(of, name);
  return first.empty() ? text_at(of, other) : first;
}

const boost::json::array& items_at(const boost::json::value& of, std::string_view name) noexcept {
  static const boost::json::array nothing;
  const auto* items = at(of, name).if_array();
  return items == nullptr ? nothing : *items;
}

void paragraphs::append(std::string_view text, std::string_view before) {
  if (chat::is_blank(text)) return;
  if (!text_.empty()) text_.append(before);
  text_.append(text);
}

void paragraphs::add(std::string_view text) { append(text, "\n\n"); }
void paragraphs::line(std::string_view text) { append(text, "\n"); }

std::string link(std::string_view label, std::string_view url) {
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  if (!web || std::ranges::any_of(url, [](char c) { return static_cast<unsigned char>(c) <= ' '; })) {
    return std::string(label);
  }
  if (label.empty() || label == url) return std::string(url);
  std::string text = "[";
  for (const char c : label) {
    if (c == '[' || c == ']' || c == '\\') text.push_back('\\');
    text.push_back(c == '\n' ? ' ' : c);
  }
  text.append("](");
  for (const char c : url) {
    if (c == '(') {
      text.append("%28");
    } else if (c == ')') {
      text.append("%29");
    } else {
      text.push_back(c);
    }
  }
  return text.append(")");
}

std::string bold(std::string_view text) { return text.empty() ? std::string() : "**" + std::string(text) + "**"; }

std::string without_tags(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '<') {
      if (const auto tag = read_tag(text.substr(at))) {
        plain.append(tag->replacement);
        at += tag->length;
        continue;
      }
    }
    plain.push_back(text[at++]);
  }
  return plain;
}

}  // namespace webchats::api::hooks
