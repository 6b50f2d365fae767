#include "chat/faq_robot.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "chat/calculator.hpp"
#include "chat/text.hpp"
#include "chat/text_tables.hpp"

namespace webchats::chat {

namespace {

/// Said when the question holds one of `keywords` (lower case, simplified, ASCII ones as whole words; separated by |).
struct topic {
  std::string_view keywords;
  wording answer;
};

constexpr std::array topics{
    topic{
        "你是谁|你叫什么|你是什么|介绍一下自己|who are you|your name|what are you",
        {"I am Dabai (大白), the helper robot of webchats. I work offline: I can tell the time, calculate, and explain "
         "how to use this chat.",
         "我是大白，webchats 的客服机器人。我离线工作，可以打招呼、报时间、做算术，也能告诉你怎么用这个聊天室。",
         "我是大白，webchats 的客服機器人。我不必連線就能工作：打招呼、報時、做算術，也能告訴你怎麼使用這個聊天室。"}},
    topic{
        "发图片|发照片|发送图片|传图|上传图片|图片怎么发|发个图|传照片|传送图片|send image|send an image|send images|"
        "send a picture|send picture|send pictures|send photo|send a photo|upload|picture|image|photo",
        {"Tap the paper clip next to the message box in a room and choose pictures (JPEG, PNG, WebP or GIF, 20 MB each "
         "at most) or other files. You can also paste them or drop them there.",
         "在聊天室输入框旁边点回形针图标，选择图片（JPEG、PNG、WebP 或 GIF，每张最大 20 "
         "MB）或其他文件就会发出去；也可以直接拖进或粘贴到输入框。",
         "在聊天室輸入框旁點迴紋針圖示，選擇圖片（JPEG、PNG、WebP 或 GIF，每張最大 20 "
         "MB）或其他檔案就會傳出去；也可以直接拖曳或貼到輸入框。"}},
    topic{
        "头像|大头贴|大头照|avatar|profile picture",
        {"Open your profile, choose to change the avatar, pick and crop a picture and save it. Everybody sees the new "
         "one at once.",
         "打开「我的」，点「修改头像」，选一张图片并裁剪，保存后大家看到的就是新头像。",
         "打開「我的」，點「更換大頭貼」，選一張圖片並裁切，儲存後大家看到的就是新的大頭貼。"}},
    topic{"聊天室|房间|进群|建群|群聊|群组|room|rooms|channel|group",
          {"The lobby lists all rooms: tap one to enter. A badge shows what you have not read yet. You can also make "
           "rooms of your own, public or private.",
           "主页列出了所有聊天室，点一下就进入；你不在的时候有新消息，房间旁边会显示未读数。也可以新建自己的公开或私密"
           "房间。",
           "首頁列出所有聊天室，點一下就能進入；你不在時若有新訊息，聊天室旁會顯示未讀數。也可以建立自己的公開或私人聊"
           "天室。"}},
    topic{
        "密码|改密|password",
        {"A password has at least 8 characters and is stored only as an argon2id hash, so nobody can read it. If you "
         "forgot yours, choose “Forgot your password?” where you sign in: where this server sends mail you get a link, "
         "otherwise the administrator gives you a code.",
         "密码至少 8 个字符，只以 argon2id 散列保存，没有人看得到它。忘记了请在登录页点「忘记密码？」："
         "服务器能发邮件时会收到链接，否则请向管理员要重设码。",
         "密碼至少 8 個字元，只以 argon2id 雜湊儲存，沒有人看得到。忘記了請在登入頁點「忘記密碼？」："
         "伺服器能寄信時會收到連結，否則請向管理員索取重設碼。"}},
    topic{"注册|登录|登陆|登入|账号|帐号|sign up|register|log in|login|sign in|account",
          {"Register with an e-mail address and a password; you are signed in at once, and may use several devices at "
           "the "
           "same time.",
           "用邮箱和密码就能注册，注册后自动登录；一个账号可以同时在多台设备上使用。",
           "用電子郵件和密碼就能註冊，註冊後自動登入；一個帳號可以同時在多部裝置上使用。"}},
    topic{"退出|注销|登出|log out|logout|sign out",
          {"Open your profile and choose to log out. Only this device is signed out, the others stay.",
           "打开「我的」，点「退出」。退出只影响这台设备，其他设备仍然在线。",
           "打開「我的」，點「登出」。只有這部裝置會登出，其他裝置不受影響。"}},
    topic{
        "未读|红点|unread|badge",
        {"The number beside a room counts the messages you have not seen. It goes away when you enter. Your own never "
         "count.",
         "房间旁边的数字是你还没看的消息数，进入房间就会清零。自己发的消息不算。",
         "聊天室旁的數字是你還沒看的訊息數，進入後就會歸零。自己傳的訊息不算。"}},
    topic{"历史|聊天记录|聊天纪录|以前的消息|以前的讯息|history|old messages|older messages",
          {"Every message is kept on the server: scroll up in a room to read older ones, on any device.",
           "消息都保存在服务器上：在聊天室里向上滚动就能看到更早的记录，换设备也不会丢。",
           "訊息都儲存在伺服器上：在聊天室裡向上捲動就能看到更早的紀錄，換裝置也不會遺失。"}},
    topic{"表情|emoji",
          {"Tap the smiley next to the message box and pick one.", "点输入框旁边的笑脸，选一个表情插入到光标处。",
           "點輸入框旁的笑臉，選一個表情符號插入到游標處。"}},
    topic{"在线|线上|谁在|online|who is here",
          {"The number in the title of a room says how many people are there; tap the people icon to see who they are.",
           "聊天室标题里的数字是在线人数，点人像图标可以看到都有谁。",
           "聊天室標題裡的數字是上線人數，點人像圖示可以看到有誰在。"}},
    topic{
        "撤回|收回|删除消息|删除讯息|编辑消息|编辑讯息|delete message|edit message|unsend",
        {"I cannot change messages from here; what was sent is kept on the server. Ask the administrator if something "
         "must go.",
         "我在离线模式下帮不了你改消息；发出的消息会保存在服务器上，需要处理请联系管理员。",
         "我在離線模式下無法幫你修改訊息；傳出的訊息會儲存在伺服器上，需要處理請洽管理員。"}},
    topic{"隐私|安全|privacy|secure|security|safe",
          {"Your messages stay on this server. What you tell me is not stored and not sent anywhere.",
           "你的消息只保存在这台服务器上；和我的对话不会保存，我也不会把它发到别处。",
           "你的訊息只儲存在這部伺服器上；跟我的對話不會儲存，我也不會把它傳到別處。"}},
    topic{"笑话|讲个笑话|joke|jokes",
          {"There are 10 kinds of people: those who understand binary and those who do not.",
           "程序员去买菜，老婆说：「买一斤苹果，看见西瓜就买一个。」于是他买了一个苹果。",
           "工程師去買菜，老婆說：「買一斤蘋果，看到西瓜就買一個。」於是他買了一個蘋果。"}},
    topic{"谢谢|多谢|感谢|thank|thanks|thx", {"You are welcome!", "不客气，随时找我！", "不客氣，隨時找我！"}},
    topic{"再见|拜拜|晚安|掰掰|bye|goodbye|good night|see you",
          {"Goodbye, have a nice day!", "再见，祝你愉快！", "再見，祝你愉快！"}},
    topic{"你好|您好|早上好|晚上好|下午好|早安|午安|嗨|哈喽|哈啰|在吗|hello|hi|hey|good morning|good evening",
          {"Hello, I am Dabai! How can I help?", "你好，我是大白！有什么可以帮你的？",
           "你好，我是大白！有什麼可以幫你的？"}},
    topic{"你会什么|你能做什么|帮助|怎么用|说明|help|what can you do",
          {"I can tell the time and date, calculate things like (3+4)*5, tell a joke, and explain pictures, avatars, "
           "rooms, history and unread counts.",
           "我可以：报时间和日期；做算术，比如 (3+4)*5；讲个笑话；回答怎么发图片、换头像、进房间、看历史和未读。",
           "我可以：報時間和日期；做算術，例如 (3+4)*5；講個笑話；回答怎麼傳圖片、換大頭貼、進聊天室、看紀錄和未讀。"}},
};

constexpr wording fallback{
    "I do not know that yet. I can tell the time, calculate (try 12*7), tell a joke, or explain pictures, avatars and "
    "rooms.",
    "这个我还不会。我可以报时间、做算术（比如 12*7）、讲笑话，或者告诉你怎么发图片、换头像、进房间。",
    "這個我還不會。我可以報時、做算術（例如 12*7）、講笑話，或者告訴你怎麼傳圖片、換大頭貼、進聊天室。"};

constexpr std::string_view time_words = "几点|时间|什么时候了|what time|the time|time is it";
constexpr std::string_view date_words = "几号|日期|星期几|礼拜几|周几|今天是|what date|what day|the date|today";

bool is_chinese(char32_t point) {
  return (point >= 0x3400 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) ||
         (point >= 0x20000 && point <= 0x3134F);
}

/// An English letter, in either width.
bool is_latin(char32_t point) {
  if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;
  return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
}

/// What a traditional character is in simplified Chinese; any other character is itself.
char32_t simplified(char32_t point) {
  if (!is_chinese(point)) return point;
  char32_t last = point;
  text_tables::each_folded(point, [&](char32_t folded) { last = folded; });
  return last;
}

/// Lower case, simplified, full-width ASCII as ASCII, runs of spaces as one.
std::string fold(std::string_view text) {
  std::string folded;
  for (std::size_t at = 0; at < text.size();) {
    auto point = next_code_point(text, at);
    if (!point) break;
    if (*point >= 0xFF01 && *point <= 0xFF5E) *point -= 0xFEE0;
    if (*point == 0x3000 || *point == '\n' || *point == '\t') *point = ' ';
    if (*point >= 'A' && *point <= 'Z') *point += 'a' - 'A';
    if (*point == ' ' && folded.ends_with(' ')) continue;
    append_code_point(folded, simplified(*point));
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

/// Why there is no result.
wording trouble_with(calculation_error why) {
  switch (why) {
    case calculation_error::division_by_zero:
      return {"Dividing by zero has no answer.", "除数不能是零。", "除數不能是零。"};
    case calculation_error::too_big:
      return {"That number is too big for me.", "这个数太大了，我算不出来。", "這個數太大了，我算不出來。"};
    case calculation_error::too_complicated:
      return {"That is too long for me; please do it in steps.", "这个式子太长了，请拆成几步。",
              "這個式子太長了，請拆成幾步。"};
    case calculation_error::not_arithmetic:
      break;
  }
  return {"I cannot read that; are the parentheses right?", "这个式子我看不懂，检查一下括号和符号？",
          "這個式子我看不懂，要不要檢查一下括號和符號？"};
}

std::string explain(std::string_view expression, language spoken) {
  const auto result = calculate(expression);
  if (result) return fmt::format("{} = {}", expression, format_number(*result));
  return std::string(trouble_with(result.error()).in(spoken));
}

/// Wall time of the server's clock; it says UTC because the asker's zone is not known.
std::string tell_time(instant now, language spoken) {
  constexpr wording said{"It is {:%Y-%m-%d %H:%M} UTC.", "现在是 {:%Y-%m-%d %H:%M}（UTC）。",
                         "現在是 {:%Y-%m-%d %H:%M}（UTC）。"};
  return fmt::format(fmt::runtime(said.in(spoken)), std::chrono::floor<std::chrono::seconds>(now));
}

std::string tell_date(instant now, language spoken) {
  constexpr std::array<wording, 7> days{{{"Sunday", "星期日", "星期日"},
                                         {"Monday", "星期一", "星期一"},
                                         {"Tuesday", "星期二", "星期二"},
                                         {"Wednesday", "星期三", "星期三"},
                                         {"Thursday", "星期四", "星期四"},
                                         {"Friday", "星期五", "星期五"},
                                         {"Saturday", "星期六", "星期六"}}};
  constexpr wording said{"Today is {3}, {0}-{1:02}-{2:02} (UTC).", "今天是 {0} 年 {1} 月 {2} 日，{3}（UTC）。",
                         "今天是 {0} 年 {1} 月 {2} 日，{3}（UTC）。"};
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  return fmt::format(fmt::runtime(said.in(spoken)), static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), days[std::chrono::weekday(day).c_encoding()].in(spoken));
}

}  // namespace

language language_of(std::string_view text, language otherwise) {
  bool letters = false;
  bool chinese = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = next_code_point(text, at);
    if (!point) break;
    if (is_chinese(*point)) {
      if (simplified(*point) != *point) return language::traditional;
      chinese = true;
    }
    letters = letters || is_latin(*point);
  }
  // Characters that both have say nothing: most short texts are of these alone.
  if (chinese) return otherwise == language::traditional ? otherwise : language::simplified;
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
  const auto spoken = language_of(asked.text, asked.language);

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
