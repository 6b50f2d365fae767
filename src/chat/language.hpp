#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

/// What the server says to people, and in which language. Pure.
namespace webchats::chat {

/// The languages of what the server says. Those of Chinese are simplified as in mainland China and traditional as in
/// Taiwan.
enum class language : std::uint8_t { english, simplified, traditional };

/// Its tag (BCP 47), as contract and database have it: "en", "zh-CN", "zh-TW".
[[nodiscard]] constexpr std::string_view tag_of(language spoken) noexcept {
  constexpr std::array<std::string_view, 3> tags{"en", "zh-CN", "zh-TW"};
  return tags[static_cast<std::size_t>(spoken)];
}

/// The language of such a tag; nothing for any other text.
[[nodiscard]] constexpr std::optional<language> language_of_tag(std::string_view tag) noexcept {
  for (const auto each : {language::english, language::simplified, language::traditional}) {
    if (tag_of(each) == tag) return each;
  }
  return std::nullopt;
}

/// One thing the server says, in each of its languages. Every such text is one of these, made at compile time: a
/// language that is left out, a value to fill in that one of them lacks, or mainland characters and words in the
/// Taiwanese text do not compile. Literals; may be copied anywhere.
class wording {
 public:
  consteval wording(std::string_view english, std::string_view simplified, std::string_view traditional)
      : texts_{english, simplified, traditional} {
    const auto values = std::ranges::count(english, '{');
    for (const auto text : texts_) {
      if (text.empty()) throw "a text is missing in one of the languages";
      if (std::ranges::count(text, '{') != values) throw "the languages fill in different values";
    }
    for (const auto wrong : mainland) {
      if (traditional.contains(wrong)) throw "not as it is written or said in Taiwan";
    }
  }

  [[nodiscard]] constexpr std::string_view in(language spoken) const noexcept {
    return texts_[static_cast<std::size_t>(spoken)];
  }

 private:
  /// The commonest characters and words that are others in Taiwan.
  static constexpr std::array<std::string_view, 75> mainland{
      "这",   "们",   "时",   "国",   "会",   "发",   "对",   "开",   "关",   "闭",   "讯",   "邮",     "录",
      "图",   "设",   "载",   "试",   "输",   "间",   "编",   "辑",   "删",   "链",   "页",   "级",     "请",
      "个",   "为",   "过",   "没",   "无",   "长",   "码",   "户",   "权",   "问",   "员",   "语",     "说",
      "还",   "让",   "话",   "词",   "从",   "后",   "认",   "证",   "网",   "络",   "据",   "库",     "务",
      "简",   "动",   "乐",   "错",   "郵箱", "賬號", "登錄", "信息", "消息", "文件", "網絡", "服務器", "默認",
      "軟件", "視頻", "用戶", "鏈接", "搜索", "保存", "添加", "舉報", "置頂", "在線"};
  std::array<std::string_view, 3> texts_;
};

}  // namespace webchats::chat
