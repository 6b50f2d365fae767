// 飞书 and Lark: msg_type text, post, interactive.

#include "api/hooks/dialect.hpp"
#include "api/hooks/fields.hpp"

namespace webchats::api::hooks {

namespace {

using json = boost::json::value;

constexpr int deepest = 8;  // of the columns of a card

std::string mention(const json& element) {
  const auto name = text_at(element, "user_name", "user_id");
  return name == "all" ? "@所有人" : '@' + std::string(name);
}

/// `{zh_cn: {title, content: [[element…]…]}}` in the first language there is.
std::string post(const json& languages) {
  const auto* all = languages.if_object();
  if (all == nullptr || all->empty()) return {};
  const auto* chinese = all->if_contains("zh_cn");
  const json& chosen = chinese != nullptr ? *chinese : all->begin()->value();
  paragraphs out;
  out.add(bold(text_at(chosen, "title")));
  for (const auto& line : items_at(chosen, "content")) {
    const auto* elements = line.if_array();
    if (elements == nullptr) continue;
    std::string text;
    for (const auto& each : *elements) {
      const auto tag = text_at(each, "tag");
      if (tag == "a") {
        text.append(link(text_at(each, "text"), text_at(each, "href")));
      } else if (tag == "at") {
        text.append(mention(each));
      } else if (tag == "hr") {
        text.append("---");
      } else {
        text.append(text_at(each, "text"));
      }
    }
    out.line(text);
  }
  return std::move(out).take();
}

/// `{tag: plain_text | lark_md, content}`.
std::string card_text(const json& object) { return without_tags(text_at(object, "content")); }

void add_element(paragraphs& out, const json& element, int depth) {
  if (depth > deepest) return;
  const auto tag = text_at(element, "tag");
  if (tag == "div") {
    out.add(card_text(at(element, "text")));
    for (const auto& each : items_at(element, "fields")) out.line(card_text(at(each, "text")));
  } else if (tag == "markdown" || tag == "plain_text" || tag == "lark_md") {
    out.add(card_text(element));
  } else if (tag == "hr") {
    out.add("---");
  } else if (tag == "button") {
    out.line(link(card_text(at(element, "text")), text_at(element, "url")));
  } else {
    // note, action, column_set, column, form …: what is in them
    for (const auto* inside : {"elements", "actions", "columns"}) {
      for (const auto& each : items_at(element, inside)) add_element(out, each, depth + 1);
    }
  }
}

std::string card(const json& shown) {
  paragraphs out;
  out.add(bold(card_text(at(at(shown, "header"), "title"))));
  for (const auto& each : items_at(shown, "elements")) add_element(out, each, 0);
  for (const auto& each : items_at(at(shown, "body"), "elements")) add_element(out, each, 0);
  if (const auto& translated = at(shown, "i18n_elements"); translated.is_object()) {
    for (const auto& each : items_at(translated, "zh_cn")) add_element(out, each, 0);
  }
  return std::move(out).take();
}

}  // namespace

std::expected<std::string, hook_error> translate_feishu(const json& body) {
  const auto type = text_at(body, "msg_type");
  if (type.empty()) return std::unexpected(hook_error::malformed);
  const auto& content = at(body, "content");
  paragraphs out;
  if (type == "text") {
    out.add(without_tags(text_at(content, "text")));
  } else if (type == "post") {
    out.add(post(at(content, "post")));
  } else if (type == "interactive") {
    out.add(card(at(body, "card")));
  } else {
    return std::unexpected(hook_error::unsupported);
  }
  auto text = std::move(out).take();
  if (text.empty()) return std::unexpected(hook_error::empty);
  return text;
}

}  // namespace webchats::api::hooks
