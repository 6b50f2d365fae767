#include "delivery/page_head.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace webchats::delivery {

namespace {

/// A description of 300 characters, each as an entity, fits in.
constexpr std::size_t longest_tag = 16 * 1024;
constexpr std::size_t longest_part = 8 * 1024;
constexpr std::array<std::string_view, 7> raw_elements{"title",    "script",  "style", "textarea",
                                                       "noframes", "noembed", "xmp"};

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
constexpr bool is_letter(char c) noexcept { return lower(c) >= 'a' && lower(c) <= 'z'; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

struct attribute {
  std::string name;  ///< in lower case
  std::string_view value;
};

/// Takes the next attribute from what is left of a tag.
std::optional<attribute> take_attribute(std::string_view& rest) {
  const auto skip = [&](auto&& passes) {
    while (!rest.empty() && passes(rest.front())) rest.remove_prefix(1);
  };
  skip([](char c) { return is_space(c) || c == '/'; });
  if (rest.empty()) return std::nullopt;
  std::size_t end = 1;  // A name may begin with "=", as everywhere in HTML.
  while (end < rest.size() && !is_space(rest[end]) && rest[end] != '/' && rest[end] != '=') ++end;
  attribute found{lowered(rest.substr(0, end)), {}};
  rest.remove_prefix(end);
  skip(is_space);
  if (rest.empty() || rest.front() != '=') return found;
  rest.remove_prefix(1);
  skip(is_space);
  if (rest.empty()) return found;
  const char quote = rest.front();
  if (quote == '"' || quote == '\'') {
    rest.remove_prefix(1);
    end = std::min(rest.find(quote), rest.size());
    found.value = rest.substr(0, end);
    rest.remove_prefix(std::min(rest.size(), end + 1));
  } else {
    end = 0;
    while (end < rest.size() && !is_space(rest[end])) ++end;
    found.value = rest.substr(0, end);
    rest.remove_prefix(end);
  }
  return found;
}

/// The charset that `text/html; charset=gb2312` names; empty: none.
std::string_view charset_in(std::string_view type) {
  const auto name = lowered(type).find("charset");
  if (name == std::string::npos) return {};
  type.remove_prefix(name + 7);
  while (!type.empty() && (is_space(type.front()) || type.front() == '=')) type.remove_prefix(1);
  if (!type.empty() && (type.front() == '"' || type.front() == '\'')) type.remove_prefix(1);
  return type.substr(0, type.find_first_of("\"'; \t\r\n"));
}

}  // namespace

page_head_scanner::wants page_head_scanner::take(std::string_view piece) {
  for (const char c : piece) {
    if (state_ == state::done) break;
    take(c);
  }
  return state_ == state::done ? wants::nothing : wants::more;
}

void page_head_scanner::take(char c) {
  switch (state_) {
    case state::text:
      if (c == '<') state_ = state::open;
      break;
    case state::open:
      tag_.clear();
      quote_ = before_ = 0;
      met_ = 0;
      if (c == '!') {
        state_ = state::declaration;
      } else if (c == '/' || is_letter(c)) {
        state_ = state::tag;
        in_tag(c);
      } else if (c != '<') {
        state_ = state::text;
      }
      break;
    case state::tag:
      in_tag(c);
      break;
    case state::declaration:
      // "<!--" begins a comment, anything else ends with the next ">". The hyphens count for its end, too: "<!-->".
      if (c == '-' && met_ < 2) {
        if (++met_ == 2) state_ = state::comment;
      } else if (c == '>') {
        state_ = state::text;
      } else {
        met_ = 2;
      }
      break;
    case state::comment:
      if (c == '>' && met_ >= 2) {
        state_ = state::text;
      } else {
        met_ = c == '-' ? met_ + 1 : 0;
      }
      break;
    case state::raw:
      in_raw(c);
      break;
    case state::raw_end:
      in_raw_end(c);
      break;
    case state::done:
      break;
  }
}

void page_head_scanner::in_tag(char c) {
  if (quote_ != 0) {
    if (c == quote_) quote_ = 0;
  } else if (c == '>') {
    end_tag();
    return;
  } else if ((c == '"' || c == '\'') && before_ == '=') {
    quote_ = c;
  }
  if (!is_space(c)) before_ = c;
  if (tag_.size() < longest_tag) tag_ += c;
}

void page_head_scanner::end_tag() {
  state_ = state::text;
  const std::string_view all(tag_);
  std::size_t end = 0;
  while (end < all.size() && !is_space(all[end]) && (all[end] != '/' || end == 0)) ++end;
  const auto name = lowered(all.substr(0, end));
  if (name == "/head" || name == "body" || name == "frameset") {
    state_ = state::done;
  } else if (name == "meta") {
    take_meta();
  } else if (std::ranges::find(raw_elements, name) != raw_elements.end()) {
    raw_ = name;
    content_.clear();
    state_ = state::raw;
  }
}

void page_head_scanner::take_meta() {
  std::string key;
  std::string type;
  std::string_view content;
  std::string_view charset;
  std::string_view rest = std::string_view(tag_).substr(4);
  while (const auto each = take_attribute(rest)) {
    if (each->name == "property" || (each->name == "name" && key.empty())) key = lowered(each->value);
    if (each->name == "http-equiv") type = lowered(each->value);
    if (each->name == "content") content = each->value;
    if (each->name == "charset") charset = each->value;
  }
  if (type == "content-type" && charset.empty()) charset = charset_in(content);
  keep(found_.charset, charset.substr(0, 40));
  if (key == "og:title") keep(found_.og_title, content);
  if (key == "og:description") keep(found_.og_description, content);
  if (key == "og:site_name") keep(found_.og_site_name, content);
  if (key == "description") keep(found_.description, content);
}

void page_head_scanner::keep(std::string& part, std::string_view value) const {
  if (part.empty()) part = value.substr(0, longest_part);
}

void page_head_scanner::in_raw(char c) {
  if (c == '<') {
    met_ = 0;
    state_ = state::raw_end;
  } else if (content_.size() < longest_part) {
    content_ += c;
  }
}

void page_head_scanner::in_raw_end(char c) {
  // "</" and the name of the element.
  const bool goes_on = met_ == 0 ? c == '/' : met_ <= raw_.size() && lower(c) == raw_[met_ - 1];
  if (goes_on) {
    ++met_;
    return;
  }
  if (met_ == raw_.size() + 1 && (is_space(c) || c == '/' || c == '>')) {
    if (raw_ == "title") keep(found_.title, content_);
    tag_.clear();
    quote_ = before_ = 0;
    state_ = state::tag;
    in_tag(c);
    return;
  }
  const auto passed = ("</" + raw_).substr(0, met_ + 1);
  if (content_.size() < longest_part) content_ += passed;
  state_ = state::raw;
  in_raw(c);
}

}  // namespace webchats::delivery
