#include "chat/slash_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "chat/text.hpp"

namespace webchats::chat {

namespace {

using enum builtin_command;

using action = room_action;

constexpr std::array commands{
    command_help{me, action::send, {"me", "我", "我"}, "…", {"say what you do", "描述自己的动作", "描述自己的動作"}},
    command_help{shrug, action::send, {"shrug", "耸肩", "聳肩"}, "[…]", {"¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"}},
    command_help{topic,
                 action::update,
                 {"topic", "主题", "主題"},
                 "[…]",
                 {"change the topic of the room", "修改房间主题", "修改聊天室主題"}},
    command_help{invite,
                 action::invite,
                 {"invite", "邀请", "邀請"},
                 "@name",
                 {"bring somebody into the room", "邀请成员加入房间", "邀請成員加入聊天室"}},
    command_help{kick,
                 action::kick,
                 {"kick", "踢出", "踢出"},
                 "@name",
                 {"take somebody out of the room", "将成员移出房间", "將成員移出聊天室"}},
    command_help{
        mute,
        action::mute,
        {"mute", "禁言", "禁言"},
        "@name [10m]",
        {"silence somebody for a while; 0 ends it", "禁言成员一段时间；0 表示解除", "禁言成員一段時間；0 表示解除"}},
    command_help{leave, action::leave, {"leave", "退出", "離開"}, "", {"leave the room", "退出房间", "離開聊天室"}},
    command_help{archive,
                 action::archive,
                 {"archive", "归档", "封存"},
                 "",
                 {"close the room: it can be read only, until it is opened again", "归档房间，重新打开之前仅可阅读",
                  "封存聊天室，重新開放前只能閱讀"}},
    command_help{summary,
                 action::read,
                 {"summary", "总结", "總結"},
                 "",
                 {"sum up what you have not read here; only you see it", "总结本房间的未读消息，仅自己可见",
                  "總結這個聊天室的未讀訊息，只有自己看得到"}},
    command_help{help, action::read, {"help", "帮助", "說明"}, "", {"this list", "显示本列表", "顯示這份清單"}},
};

struct alias {
  std::string_view word;
  builtin_command which;
};
constexpr std::array more_names{
    alias{"离开", leave},        alias{"踢", kick},           alias{"话题", topic},
    alias{"話題", topic},        alias{"移出", kick},         alias{"?", help},
    alias{"幫助", help},         alias{"歸檔", archive},      alias{"摘要", summary},
    alias{"summarise", summary}, alias{"summarize", summary},
};

constexpr std::chrono::seconds usual_mute = std::chrono::minutes(10);
constexpr std::chrono::seconds longest_mute = std::chrono::days(365);
constexpr std::string_view wide_space = "　";

std::optional<builtin_command> builtin(std::string_view word) noexcept {
  for (const auto& each : commands) {
    for (const auto spoken : {language::english, language::simplified, language::traditional}) {
      if (word == each.name.in(spoken)) return each.which;
    }
  }
  for (const auto& each : more_names) {
    if (word == each.word) return each.which;
  }
  return std::nullopt;
}

bool starts_with_space(std::string_view text) {
  return text.starts_with(' ') || text.starts_with('\t') || text.starts_with('\n') || text.starts_with(wide_space);
}

/// Takes what stands before the first space off `rest`.
std::string_view next_word(std::string_view& rest) {
  std::size_t end = 0;
  while (end < rest.size() && !starts_with_space(rest.substr(end))) ++end;
  const auto word = rest.substr(0, end);
  rest = trimmed(rest.substr(end));
  return word;
}

/// A name may hold spaces: all that is left.
std::string_view person_in(std::string_view text) {
  for (const std::string_view sign : {"@", "＠"}) {
    if (text.starts_with(sign)) return trimmed(text.substr(sign.size()));
  }
  return text;
}

/// `@name [duration]`: the last word is a duration if it reads as one and is not all there is.
outcome<known_command> read_mute(std::string_view rest) {
  known_command read{.which = mute, .duration = usual_mute};
  const auto space = rest.find_last_of(" \t");
  if (space != std::string_view::npos) {
    if (const auto duration = read_duration(trimmed(rest.substr(space)))) {
      read.duration = *duration;
      rest = trimmed(rest.substr(0, space));
    } else if (const char first = rest[space + 1]; first >= '0' && first <= '9') {
      return refuse(invalid{field::seconds, rule::format});
    }
  }
  read.person = person_in(rest);
  if (read.person.empty()) return refuse(invalid{field::user, rule::required});
  return read;
}

}  // namespace

std::span<const command_help> all_commands() noexcept { return commands; }

bool may_use(const command_help& one, const standing& who, const room_state& where) noexcept {
  // What is closed already is not closed again.
  if (one.which == archive && where.archived) return false;
  return judge(one.needs, who, where) == verdict::allowed;
}

bool is_builtin_command(std::string_view word) noexcept { return builtin(word).has_value(); }

std::string lowered_command(std::string_view word) {
  std::string low(word);
  std::ranges::transform(low, low.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return low;
}

std::optional<std::chrono::seconds> read_duration(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || number > longest_mute.count()) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  struct named {
    std::string_view name;
    std::int64_t seconds;
  };
  constexpr std::array units{named{"", 60},     named{"s", 1},       named{"m", 60},    named{"min", 60},
                             named{"h", 3600},  named{"d", 86400},   named{"秒", 1},    named{"分", 60},
                             named{"分钟", 60}, named{"小时", 3600}, named{"时", 3600}, named{"天", 86400}};
  const auto found = std::ranges::find(units, unit, &named::name);
  if (found == units.end()) return std::nullopt;
  const std::chrono::seconds duration(number * found->seconds);
  return duration > longest_mute ? std::nullopt : std::optional(duration);
}

outcome<slash_command> read_command(std::string_view text) {
  auto rest = trimmed(text);
  for (const std::string_view slash : {"/", "／"}) {
    if (!rest.starts_with(slash)) continue;
    rest.remove_prefix(slash.size());
    const auto word = lowered_command(next_word(rest));
    if (word.empty()) break;
    const auto known = builtin(word);
    if (!known) return other_command{word, std::string(rest)};
    switch (*known) {
      case mute: {
        auto read = read_mute(rest);
        if (!read) return std::unexpected(read.error());
        return std::move(*read);
      }
      case invite:
      case kick: {
        known_command read{.which = *known, .person = std::string(person_in(rest))};
        if (read.person.empty()) return refuse(invalid{field::user, rule::required});
        return read;
      }
      case me:
        if (rest.empty()) return refuse(invalid{field::text, rule::required});
        break;
      case shrug:
      case topic:
      case leave:
      case archive:
      case summary:
      case help:
        break;
    }
    return known_command{.which = *known, .text = std::string(rest)};
  }
  return refuse(invalid{field::command, rule::format});
}

}  // namespace webchats::chat
