#include "transfer/demo_talk.hpp"

#include <fmt/format.h>

#include <array>
#include <span>

namespace webchats::transfer {

namespace {

using phrases = std::span<const std::string_view>;

constexpr std::string_view chinese_openings[] = {
    "早上好，", "大家看一下，", "我觉得", "说实话，",   "刚刚发现",     "有个问题：", "补充一点，", "下午",
    "明天上午", "听说",         "其实",   "如果可以，", "我查了一下，", "按照计划，", "周五之前",   "客户反馈说",
};
constexpr std::string_view chinese_things[] = {
    "新版本的搜索",     "聊天室的消息提醒", "数据库迁移",     "首页的加载速度", "那个登录页面的设计", "压测报告",
    "服务器的内存占用", "图片上传",         "移动端的输入法", "这周的会议纪要", "用户手册第三章",     "自动化测试",
    "夜间备份脚本",     "断线重连",         "表情选择面板",   "权限模型",       "接口文档",           "下个季度的预算",
};
constexpr std::string_view chinese_endings[] = {
    "已经做完了。",       "还需要再讨论一下。",   "比上次快了一倍！",         "好像有点问题，我在看。",
    "可以合并了吗？",     "明天给大家演示。",     "麻烦帮忙评审一下，谢谢。", "暂时没有人负责。",
    "效果非常好。",       "要不要推迟到下周？",   "在测试环境复现了。",       "我同意。",
    "昨晚出了一次告警。", "先这样，回头再优化。", "大家有什么想法？",
};
constexpr std::string_view chinese_more[] = {
    "回头我发个链接。", "不着急。", "辛苦了！", "有空的同学看一眼。", "午饭后再聊。", "我先去开会。", "哈哈哈",
};
constexpr std::string_view english_openings[] = {
    "Morning all, ", "Quick question: ", "I think ",        "To be honest, ", "Just noticed that ", "One more thing: ",
    "Tomorrow ",     "Heads up: ",       "If you ask me, ", "As planned, ",   "Before Friday ",     "A customer says ",
};
constexpr std::string_view english_things[] = {
    "the new search",
    "the reconnect logic",
    "the database migration",
    "the login page design",
    "the load test report",
    "memory on the server",
    "image upload",
    "the mobile keyboard",
    "this week's notes",
    "chapter three of the manual",
    "the nightly backup",
    "the emoji picker",
    "the permission model",
    "the API reference",
    "the budget for next quarter",
};
constexpr std::string_view english_endings[] = {
    " is done.",
    " still needs a discussion.",
    " is twice as fast as before!",
    " looks broken, I am on it.",
    " is ready to merge?",
    " will be in the demo.",
    " could use a review, thanks.",
    " has no owner yet.",
    " works really well.",
    " should move to next week.",
    " fails on staging.",
    " is fine with me.",
    " woke me up last night.",
    " is good enough for now.",
    ". What do you all think?",
};
constexpr std::string_view english_more[] = {
    "I will send a link later.", "No rush.",          "Great work!", "Have a look when you can.",
    "Let's talk after lunch.",   "Off to a meeting.", "lol",
};
constexpr std::string_view emoji[] = {"👍", "😂", "🎉🎉🎉", "❤️", "👀", "🙏", "😮", "🚀", "☕", "🍜"};
constexpr std::string_view links[] = {
    "https://example.org/wiki/runbook",
    "https://example.com/issues/1024",
    "https://example.net/dashboards/latency?range=7d",
    "https://example.org/docs/部署指南",
};
constexpr std::string_view snippets[] = {
    "```cpp\nfor (const auto& each : rooms) std::cout << each.name << '\\n';\n```",
    "```sql\nselect room_id, count(*) from messages group by room_id;\n```",
    "```sh\nwebchats start -d && webchats info\n```",
    "`ctest --output-on-failure`",
};

struct vocabulary {
  phrases openings;
  phrases things;
  phrases endings;
  phrases more;
  std::string_view gap;
};

const vocabulary& words_of(tongue in) {
  static constexpr vocabulary chinese{chinese_openings, chinese_things, chinese_endings, chinese_more, ""};
  static constexpr vocabulary english{english_openings, english_things, english_endings, english_more, " "};
  return in == tongue::chinese ? chinese : english;
}

std::string sentence(const vocabulary& words, demo_numbers& numbers) {
  auto made = fmt::format("{}{}{}", numbers.one_of(words.openings), numbers.one_of(words.things),
                          numbers.one_of(words.endings));
  if (numbers.happens(250)) made.append(words.gap).append(numbers.one_of(words.more));
  return made;
}

std::string list(const vocabulary& words, demo_numbers& numbers) {
  std::string made = sentence(words, numbers);
  for (std::size_t left = 2 + numbers.below(4); left > 0; --left) {
    made.append("\n- ").append(numbers.one_of(words.things));
  }
  return made;
}

std::string essay(const vocabulary& words, demo_numbers& numbers) {
  std::string made;
  for (std::size_t paragraph = 2 + numbers.below(3); paragraph > 0; --paragraph) {
    if (!made.empty()) made += "\n\n";
    for (std::size_t left = 2 + numbers.below(4); left > 0; --left)
      made.append(sentence(words, numbers)).append(words.gap);
  }
  return made;
}

}  // namespace

std::string say(tongue in, demo_numbers& numbers) {
  const auto& words = words_of(in);
  const auto kind = numbers.below(1'000);
  if (kind < 60) return std::string(numbers.one_of(phrases(emoji)));
  if (kind < 160) return std::string(numbers.one_of(words.more));
  if (kind < 190) return sentence(words, numbers) + ' ' + std::string(numbers.one_of(phrases(links)));
  if (kind < 205) return sentence(words, numbers) + '\n' + std::string(numbers.one_of(phrases(snippets)));
  if (kind < 225) return list(words, numbers);
  if (kind < 230) return essay(words, numbers);
  if (kind < 300) return sentence(words, numbers) + ' ' + std::string(numbers.one_of(phrases(emoji)));
  return sentence(words, numbers);
}

std::string call(tongue in, std::string_view name, demo_numbers& numbers) {
  return fmt::format("@{} {}", name, sentence(words_of(in), numbers));
}

std::string corrected(tongue in, const std::string& text) {
  return text + (in == tongue::chinese ? "（更正）" : " (edited)");
}

}  // namespace webchats::transfer
