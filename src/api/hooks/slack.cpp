// Slack's incoming webhooks: `text`, `blocks` (Block Kit), `attachments`.
// https://api.slack.com/reference/surfaces/formatting, https://api.slack.com/reference/block-kit/blocks

#include <algorithm>
#include <utility>

#include "api/hooks/dialect.hpp"
#include "api/hooks/fields.hpp"

namespace webchats::api::hooks {

namespace {

using json = boost::json::value;

constexpr int deepest = 8;  // of rich text

/// What stands in angle brackets: `https://x|label`, `@U1|name`, `#C1|name`, `!here`, `!date^…|fallback`.
std::string reference(std::string_view inside) {
  const auto bar = inside.find('|');
  const auto target = inside.substr(0, bar);
  const auto label = bar == std::string_view::npos ? std::string_view{} : inside.substr(bar + 1);
  if (target.starts_with('@') || target.starts_with('#')) {
    return target.front() + std::string(label.empty() ? target.substr(1) : label);
  }
  if (target.starts_with('!')) {
    if (!label.empty()) return std::string(label);
    return '@' + std::string(
                     target.substr(1, target.find('^') == std::string_view::npos ? target.npos : target.find('^') - 1));
  }
  if (target.starts_with("mailto:")) return std::string(label.empty() ? target.substr(7) : label);
  return link(label, target);
}

void append_unescaped(std::string& out, std::string_view text) {
  constexpr std::pair<std::string_view, char> entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
  for (std::size_t at = 0; at < text.size();) {
    const auto found =
        std::ranges::find_if(entities, [&](const auto& one) { return text.substr(at).starts_with(one.first); });
    out.push_back(found == std::end(entities) ? text[at] : found->second);
    at += found == std::end(entities) ? 1 : found->first.size();
  }
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// `*bold*` and `~struck~` as Markdown has them, outside of code. Markers count where a word begins and ends.
std::string emphasised(std::string_view text) {
  std::string out;
  bool code = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '`') code = !code;
    const bool opens = !code && (c == '*' || c == '~') && (at == 0 || !is_word(text[at - 1]));
    const auto end = opens ? text.find_first_of(std::string{c, '\n'}, at + 1) : std::string_view::npos;
    if (end == std::string_view::npos || text[end] != c || end == at + 1 || text[at + 1] == ' ' ||
        text[end - 1] == ' ' || (end + 1 < text.size() && is_word(text[end + 1]))) {
      out.push_back(c);
      continue;
    }
    const std::string marker(2, c);
    out.append(marker).append(text.substr(at + 1, end - at - 1)).append(marker);
    at = end;
  }
  return out;
}

std::string from_mrkdwn(std::string_view text) {
  std::string out;
  std::string run;
  const auto flush = [&] {
    append_unescaped(out, emphasised(run));
    run.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto end = text[at] == '<' ? text.find('>', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      run.push_back(text[at]);
      continue;
    }
    flush();
    append_unescaped(out, reference(text.substr(at + 1, end - at - 1)));
    at = end;
  }
  flush();
  return out;
}

/// A text object: `{type: mrkdwn | plain_text, text}`.
std::string text_object(const json& object) {
  const auto text = text_at(object, "text");
  return text_at(object, "type") == "plain_text" ? std::string(text) : from_mrkdwn(text);
}

std::string rich_text(const json& element, int depth) {
  if (depth > deepest) return {};
  const auto type = text_at(element, "type");
  std::string inside;
  const bool list = type == "rich_text_list";
  for (const auto& each : items_at(element, "elements")) {
    if (list && !inside.empty()) inside.push_back('\n');
    if (list) inside.append("- ");
    inside.append(rich_text(each, depth + 1));
  }
  if (type == "text") {
    const auto text = std::string(text_at(element, "text"));
    const auto& style = at(element, "style");
    const auto is = [&](const char* name) { return at(style, name).is_bool() && at(style, name).get_bool(); };
    if (text.empty() || text == "\n") return text;
    if (is("code")) return '`' + text + '`';
    if (is("bold")) return bold(text);
    if (is("italic")) return '_' + text + '_';
    return is("strike") ? "~~" + text + "~~" : text;
  }
  if (type == "link") return link(text_at(element, "text"), text_at(element, "url"));
  if (type == "user" || type == "usergroup") return '@' + std::string(text_at(element, "user_id", "usergroup_id"));
  if (type == "channel") return '#' + std::string(text_at(element, "channel_id"));
  if (type == "broadcast") return '@' + std::string(text_at(element, "range"));
  if (type == "emoji") return ':' + std::string(text_at(element, "name")) + ':';
  if (type == "rich_text_preformatted") return "```\n" + inside + "\n```";
  if (type == "rich_text_quote") return "> " + inside;
  return inside;
}

void add_block(paragraphs& out, const json& block) {
  const auto type = text_at(block, "type");
  if (type == "header") {
    out.add(bold(text_at(at(block, "text"), "text")));
  } else if (type == "section") {
    out.add(text_object(at(block, "text")));
    for (const auto& each : items_at(block, "fields")) out.line(text_object(each));
  } else if (type == "context") {
    std::string line;
    for (const auto& each : items_at(block, "elements")) {
      const auto text = text_at(each, "type") == "image" ? std::string() : text_object(each);
      if (!line.empty() && !text.empty()) line.push_back(' ');
      line.append(text);
    }
    out.add(line);
  } else if (type == "divider") {
    out.add("---");
  } else if (type == "image") {
    out.add(link(text_at(block, "alt_text"), text_at(block, "image_url")));
  } else if (type == "actions") {
    std::string line;
    for (const auto& each : items_at(block, "elements")) {
      if (text_at(each, "url").empty()) continue;
      if (!line.empty()) line.append(" · ");
      line.append(link(text_at(at(each, "text"), "text"), text_at(each, "url")));
    }
    out.add(line);
  } else if (type == "rich_text") {
    for (const auto& each : items_at(block, "elements")) out.add(rich_text(each, 0));
  } else if (type == "markdown") {
    out.add(text_at(block, "text"));
  }
}

void add_attachment(paragraphs& out, const json& attachment) {
  paragraphs inside;
  inside.add(from_mrkdwn(text_at(attachment, "pretext")));
  inside.line(text_at(attachment, "author_name"));
  if (const auto title = text_at(attachment, "title"); !title.empty()) {
    inside.line(bold(link(from_mrkdwn(title), text_at(attachment, "title_link"))));
  }
  inside.line(from_mrkdwn(text_at(attachment, "text")));
  for (const auto& each : items_at(attachment, "fields")) {
    const auto title = text_at(each, "title");
    const auto value = from_mrkdwn(text_at(each, "value"));
    inside.line(title.empty() ? value : bold(title) + ": " + value);
  }
  for (const auto& each : items_at(attachment, "blocks")) add_block(inside, each);
  inside.line(text_at(attachment, "image_url"));
  inside.line(text_at(attachment, "footer"));
  auto text = std::move(inside).take();
  out.add(text.empty() ? std::string(text_at(attachment, "fallback")) : text);
}

}  // namespace

std::expected<std::string, hook_error> translate_slack(const json& body) {
  if (!body.is_object()) return std::unexpected(hook_error::malformed);
  paragraphs out;
  const auto& blocks = items_at(body, "blocks");
  // With blocks, `text` is what a notification says.
  for (const auto& each : blocks) add_block(out, each);
  auto text = std::move(out).take();
  paragraphs all;
  all.add(text.empty() ? from_mrkdwn(text_at(body, "text")) : text);
  for (const auto& each : items_at(body, "attachments")) add_attachment(all, each);
  text = std::move(all).take();
  if (text.empty()) return std::unexpected(hook_error::empty);
  return text;
}

}  // namespace webchats::api::hooks
