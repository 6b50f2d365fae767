#include "chat/faq_robot.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "chat/calculator.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

/// One thing to say, in both languages.
struct phrase {
  std::string_view chinese;
  std::string_view english;
  [[nodiscard]] std::string_view in(language spoken) const { return spoken == language::chinese ? chinese : english; }
};

/// Said when the question holds one of `keywords` (lower case, ASCII ones as whole words; separated by |).
struct topic {
  std::string_view keywords;
  phrase answer;
};

constexpr std::array topics{
    topic{"你是谁|你叫什么|你是什么|介绍一下自己|who are you|your name|what are you",
          {"我是大白，webchats 的客服机器人。我离线工作，可以打招呼、报时间、做算术，也能告诉你怎么用这个聊天室。",
           "I am Dabai (大白), the helper robot of webchats. I work offline: I can tell the time, calculate, and "
           "explain how to use "
           "this chat."}},
    topic{"发图片|发照片|发送图片|传图|上传图片|图片怎么发|发个图|send image|send an image|send images|send a "
          "picture|send picture|send "
          "pictures|send photo|send a photo|upload|picture|image|photo",
          {"在聊天室输入框旁边点相机图标，选一张图片（JPEG、PNG、WebP 或 GIF，最大 10 "
           "MB）就会发出去；也可以把图片直接拖进或粘贴到输入框。",
           "Tap the camera next to the message box in a room and choose a picture (JPEG, PNG, WebP or GIF, up to 10 "
           "MB). You can also "
           "paste one or drop it there."}},
    topic{"头像|avatar|profile picture",
          {"打开「我的」，点「修改头像」，选一张图片并裁剪，保存后大家看到的就是新头像。",
           "Open your profile, choose to change the avatar, pick and crop a picture and save it. Everybody sees the "
           "new one at once."}},
    topic{"聊天室|房间|进群|建群|群聊|room|rooms|channel|group",
          {"主页列出了所有聊天室，点一下就进入；你不在的时候有新消息，房间旁边会显示未读数。也可以新建自己的公开或私密"
           "房间。",
           "The lobby lists all rooms: tap one to enter. A badge shows what you have not read yet. You can also make "
           "rooms of your own, "
           "public or private."}},
    topic{"密码|改密|password",
          {"密码至少 8 个字符，只以 argon2id 散列保存，没有人看得到它。忘记了请联系管理员。",
           "A password has at least 8 characters and is stored only as an argon2id hash, so nobody can read it. "
           "If you forgot yours, ask the administrator."}},
    topic{"注册|登录|登陆|账号|帐号|sign up|register|log in|login|sign in|account",
          {"用邮箱和密码就能注册，注册后自动登录；一个账号可以同时在多台设备上使用。",
           "Register with an e-mail address and a password; you are signed in at once, and may use several devices at "
           "the same time."}},
    topic{"退出|注销|登出|log out|logout|sign out",
          {"打开「我的」，点「退出」。退出只影响这台设备，其他设备仍然在线。",
           "Open your profile and choose to log out. Only this device is signed out, the others stay."}},
    topic{"未读|红点|unread|badge",
          {"房间旁边的数字是你还没看的消息数，进入房间就会清零。自己发的消息不算。",
           "The number beside a room counts the messages you have not seen. It goes away when you enter. Your own "
           "never count."}},
    topic{"历史|聊天记录|以前的消息|history|old messages|older messages",
          {"消息都保存在服务器上：在聊天室里向上滚动就能看到更早的记录，换设备也不会丢。",
           "Every message is kept on the server: scroll up in a room to read older ones, on any device."}},
    topic{"表情|emoji",
          {"点输入框旁边的笑脸，选一个表情插入到光标处。", "Tap the smiley next to the message box and pick one."}},
    topic{
        "在线|谁在|online|who is here",
        {"聊天室标题里的数字是在线人数，点人像图标可以看到都有谁。",
         "The number in the title of a room says how many people are there; tap the people icon to see who they are."}},
    topic{"撤回|删除消息|编辑消息|delete message|edit message|unsend",
          {"我在离线模式下帮不了你改消息；发出的消息会保存在服务器上，需要处理请联系管理员。",
           "I cannot change messages from here; what was sent is kept on the server. Ask the administrator if "
           "something must go."}},
    topic{"隐私|安全|privacy|secure|security|safe",
          {"你的消息只保存在这台服务器上；和我的对话不会保存，我也不会把它发到别处。",
           "Your messages stay on this server. What you tell me is not stored and not sent anywhere."}},
    topic{"笑话|讲个笑话|joke|jokes",
          {"程序员去买菜，老婆说：「买一斤苹果，看见西瓜就买一个。」于是他买了一个苹果。",
           "There are 10 kinds of people: those who understand binary and those who do not."}},
    topic{"谢谢|多谢|感谢|thank|thanks|thx", {"不客气，随时找我！", "You are welcome!"}},
    topic{"再见|拜拜|晚安|bye|goodbye|good night|see you", {"再见，祝你愉快！", "Goodbye, have a nice day!"}},
    topic{"你好|您好|早上好|晚上好|下午好|嗨|哈喽|在吗|hello|hi|hey|good morning|good evening",
          {"你好，我是大白！有什么可以帮你的？", "Hello, I am Dabai! How can I help?"}},
    topic{"你会什么|你能做什么|帮助|怎么用|help|what can you do",
          {"我可以：报时间和日期；做算术，比如 (3+4)*5；讲个笑话；回答怎么发图片、换头像、进房间、看历史和未读。",
           "I can tell the time and date, calculate things like (3+4)*5, tell a joke, and explain pictures, avatars, "
           "rooms, history and "
           "unread counts."}},
};

constexpr phrase fallback{
    "这个我还不会。我可以报时间、做算术（比如 12*7）、讲笑话，或者告诉你怎么发图片、换头像、进房间。",
    "I do not know that yet. I can tell the time, calculate (try 12*7), tell a joke, or explain pictures, avatars and "
    "rooms."};

constexpr std::string_view time_words = "几点|时间|什么时候了|what time|the time|time is it";
constexpr std::string_view date_words = "几号|日期|星期几|周几|今天是|what date|what day|the date|today";

bool is_chinese(char32_t point) {
  return (point >= 0x3400 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) ||
         (point >= 0x20000 && point <= 0x3134F);
}

/// Lower case, full-width ASCII as ASCII, runs of spaces as one.
std::string fold(std::string_view text) {
  std::string folded;
  for (std::size_t at = 0; at < text.size();) {
    auto point = next_code_point(text, at);
    if (!point) break;
    if (*point >= 0xFF01 && *point <= 0xFF5E) *point -= 0xFEE0;
    if (*point == 0x3000 || *point == '\n' || *point == '\t') *point = ' ';
    if (*point >= 'A' && *point <= 'Z') *point += 'a' - 'A';
    if (*point == ' ' && folded.ends_with(' ')) continue;
    append_code_point(folded, *point);
  }
  return folded;
}

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Where `keyword` stands in `text`: Chinese anywhere, ASCII words whole.
bool holds(std::string_view text, std::string_view keyword) {
  if (keyword.empty()) return false;
  for (auto at = text.find(keyword); at != std::string_view::npos; at = text.find(keyword, at + 1)) {
    const auto end = at + keyword.size();
    const bool open_before = at == 0 || !is_word_character(text[at - 1]) || !is_word_character(keyword.front());
    const bool open_after = end == text.size() || !is_word_character(text[end]) || !is_word_character(keyword.back());
    if (open_before && open_after) return true;
  }
  return false;
}

bool holds_any(std::string_view text, std::string_view keywords) {
  while (true) {
    const auto bar = keywords.find('|');
    if (holds(text, keywords.substr(0, bar))) return true;
    if (bar == std::string_view::npos) return false;
    keywords.remove_prefix(bar + 1);
  }
}

std::string explain(std::string_view expression, language spoken) {
  const auto result = calculate(expression);
  if (result) return fmt::format("{} = {}", expression, format_number(*result));
  switch (result.error()) {
    case calculation_error::division_by_zero:
      return std::string(phrase{"除数不能是零。", "Dividing by zero has no answer."}.in(spoken));
    case calculation_error::too_big:
      return std::string(phrase{"这个数太大了，我算不出来。", "That number is too big for me."}.in(spoken));
    case calculation_error::too_complicated:
      return std::string(
          phrase{"这个式子太长了，请拆成几步。", "That is too long for me; please do it in steps."}.in(spoken));
    case calculation_error::not_arithmetic:
      break;
  }
  return std::string(
      phrase{"这个式子我看不懂，检查一下括号和符号？", "I cannot read that; are the parentheses right?"}.in(spoken));
}

/// Wall time of the server's clock; it says UTC because the asker's zone is not known.
std::string tell_time(instant now, language spoken) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  return fmt::format(
      fmt::runtime(phrase{"现在是 {:%Y-%m-%d %H:%M}（UTC）。", "It is {:%Y-%m-%d %H:%M} UTC."}.in(spoken)), seconds);
}

std::string tell_date(instant now, language spoken) {
  constexpr std::array<phrase, 7> days{{{"星期日", "Sunday"},
                                        {"星期一", "Monday"},
                                        {"星期二", "Tuesday"},
                                        {"星期三", "Wednesday"},
                                        {"星期四", "Thursday"},
                                        {"星期五", "Friday"},
                                        {"星期六", "Saturday"}}};
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const auto name = days[std::chrono::weekday(day).c_encoding()].in(spoken);
  const std::chrono::year_month_day date(day);
  const auto year = static_cast<int>(date.year());
  const auto month = static_cast<unsigned>(date.month());
  const auto number = static_cast<unsigned>(date.day());
  if (spoken == language::chinese)
    return fmt::format("今天是 {} 年 {} 月 {} 日，{}（UTC）。", year, month, number, name);
  return fmt::format("Today is {}, {:04}-{:02}-{:02} (UTC).", name, year, month, number);
}

}  // namespace

language language_of(std::string_view text, language otherwise) {
  bool letters = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = next_code_point(text, at);
    if (!point) break;
    if (is_chinese(*point)) return language::chinese;
    letters = letters || (*point >= 'a' && *point <= 'z') || (*point >= 'A' && *point <= 'Z');
  }
  return letters ? language::english : otherwise;
}

std::vector<faq_entry> parse_faq(std::string_view text) {
  std::vector<faq_entry> entries;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const auto equals = line.find('=');
    if (line.starts_with('#') || equals == std::string_view::npos) continue;

    faq_entry entry;
    auto keywords = line.substr(0, equals);
    while (!keywords.empty()) {
      const auto bar = keywords.find('|');
      if (auto keyword = fold(trimmed(keywords.substr(0, bar))); !keyword.empty()) {
        entry.keywords.push_back(std::move(keyword));
      }
      keywords.remove_prefix(bar == std::string_view::npos ? keywords.size() : bar + 1);
    }
    entry.answer = std::string(trimmed(line.substr(equals + 1)));
    for (auto at = entry.answer.find("\\n"); at != std::string::npos; at = entry.answer.find("\\n", at)) {
      entry.answer.replace(at, 2, "\n");
    }
    if (!entry.keywords.empty() && !entry.answer.empty()) entries.push_back(std::move(entry));
  }
  return entries;
}

faq_robot::faq_robot(const clock& time, std::vector<faq_entry> faq) : clock_(time), faq_(std::move(faq)) {}

flow<std::string> faq_robot::ask(question asked) { co_return answer(asked); }

std::string faq_robot::answer(const question& asked) const {
  const auto text = fold(asked.text);
  const auto spoken = language_of(text, asked.language);

  // What the administrator wrote beats what the robot knows by itself.
  for (const auto& entry : faq_) {
    if (std::ranges::any_of(entry.keywords, [&](const auto& keyword) { return holds(text, keyword); }))
      return entry.answer;
  }
  if (const auto expression = find_expression(asked.text); !expression.empty()) return explain(expression, spoken);
  if (holds_any(text, time_words)) return tell_time(clock_.now(), spoken);
  if (holds_any(text, date_words)) return tell_date(clock_.now(), spoken);
  for (const auto& known : topics) {
    if (holds_any(text, known.keywords)) return std::string(known.answer.in(spoken));
  }
  return std::string(fallback.in(spoken));
}

}  // namespace webchats::chat
