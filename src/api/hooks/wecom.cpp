// 企业微信: msgtype text, markdown, markdown_v2, news, template_card.

#include "api/hooks/dialect.hpp"
#include "api/hooks/fields.hpp"

namespace webchats::api::hooks {

namespace {

using json = boost::json::value;

void add_mentions(std::string& text, const json& said) {
  std::string names;
  for (const auto* list : {"mentioned_list", "mentioned_mobile_list"}) {
    for (const auto& each : items_at(said, list)) {
      const auto* name = each.if_string();
      if (name == nullptr || name->empty()) continue;
      const auto mention = *name == "@all" ? std::string("@所有人") : '@' + std::string(*name);
      if (text.contains(mention) || names.contains(mention)) continue;
      names.append(names.empty() ? "" : " ").append(mention);
    }
  }
  if (!names.empty()) text.append("\n").append(names);
}

std::string template_card(const json& card) {
  paragraphs out;
  const auto& title = at(card, "main_title");
  out.add(bold(link(text_at(title, "title"), text_at(at(card, "card_action"), "url"))));
  out.line(text_at(title, "desc"));
  out.line(text_at(at(card, "emphasis_content"), "title"));
  out.line(text_at(card, "sub_title_text"));
  for (const auto& each : items_at(card, "horizontal_content_list")) {
    out.line(std::string(text_at(each, "keyname")) + ": " + link(text_at(each, "value"), text_at(each, "url")));
  }
  for (const auto& each : items_at(card, "jump_list")) out.line(link(text_at(each, "title"), text_at(each, "url")));
  return std::move(out).take();
}

}  // namespace

std::expected<std::string, hook_error> translate_wecom(const json& body) {
  const auto type = text_at(body, "msgtype");
  if (type.empty()) return std::unexpected(hook_error::malformed);
  paragraphs out;
  if (type == "text") {
    out.add(text_at(at(body, "text"), "content"));
  } else if (type == "markdown" || type == "markdown_v2") {
    out.add(without_tags(text_at(at(body, type), "content")));
  } else if (type == "news") {
    for (const auto& each : items_at(at(body, "news"), "articles")) {
      out.add(bold(link(text_at(each, "title"), text_at(each, "url"))));
      out.line(text_at(each, "description"));
    }
  } else if (type == "template_card") {
    out.add(template_card(at(body, "template_card")));
  } else {
    return std::unexpected(hook_error::unsupported);
  }
  auto text = std::move(out).take();
  if (text.empty()) return std::unexpected(hook_error::empty);
  if (type == "text") add_mentions(text, at(body, "text"));
  return text;
}

}  // namespace webchats::api::hooks
