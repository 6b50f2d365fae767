// 钉钉: msgtype text, markdown, link, actionCard, feedCard.

#include "api/hooks/dialect.hpp"
#include "api/hooks/fields.hpp"

namespace webchats::api::hooks {

namespace {

using json = boost::json::value;

bool is_true(const json& value) {
  if (const auto* flag = value.if_bool()) return *flag;
  const auto* text = value.if_string();
  return text != nullptr && *text == "true";
}

/// Who is called and does not stand in the text yet.
void add_mentions(std::string& text, const json& at_whom) {
  std::string names;
  for (const auto* list : {"atMobiles", "atUserIds"}) {
    for (const auto& each : items_at(at_whom, list)) {
      const auto* name = each.if_string();
      if (name == nullptr || name->empty() || text.contains("@" + std::string(*name))) continue;
      names.append(names.empty() ? "@" : " @").append(*name);
    }
  }
  if (is_true(at(at_whom, "isAtAll")) && !text.contains("@所有人"))
    names.append(names.empty() ? "@所有人" : " @所有人");
  if (!names.empty()) text.append(text.empty() ? "" : "\n").append(names);
}

std::string action_card(const json& card) {
  paragraphs out;
  const auto text = text_at(card, "text");
  out.add(text.empty() ? bold(text_at(card, "title")) : std::string(text));
  out.add(link(text_at(card, "singleTitle"), text_at(card, "singleURL", "singleUrl")));
  for (const auto& each : items_at(card, "btns"))
    out.line(link(text_at(each, "title"), text_at(each, "actionURL", "actionUrl")));
  return std::move(out).take();
}

}  // namespace

std::expected<std::string, hook_error> translate_dingtalk(const json& body) {
  const auto type = text_at(body, "msgtype");
  if (type.empty()) return std::unexpected(hook_error::malformed);
  paragraphs out;
  if (type == "text") {
    out.add(text_at(at(body, "text"), "content"));
  } else if (type == "markdown") {
    const auto text = text_at(at(body, "markdown"), "text");
    out.add(without_tags(text.empty() ? text_at(at(body, "markdown"), "title") : text));
  } else if (type == "link") {
    const auto& one = at(body, "link");
    out.add(bold(link(text_at(one, "title"), text_at(one, "messageUrl", "messageURL"))));
    out.line(text_at(one, "text"));
  } else if (type == "actionCard") {
    out.add(without_tags(action_card(at(body, "actionCard"))));
  } else if (type == "feedCard") {
    for (const auto& each : items_at(at(body, "feedCard"), "links")) {
      out.line(link(text_at(each, "title"), text_at(each, "messageURL", "messageUrl")));
    }
  } else {
    return std::unexpected(hook_error::unsupported);
  }
  auto text = std::move(out).take();
  if (text.empty()) return std::unexpected(hook_error::empty);
  add_mentions(text, at(body, "at"));
  return text;
}

}  // namespace webchats::api::hooks
