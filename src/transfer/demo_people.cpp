#include <fmt/format.h>

#include <array>
#include <utility>

#include "transfer/demo_talk.hpp"

namespace webchats::transfer {

namespace {

using spelled = std::pair<std::string_view, std::string_view>;

constexpr std::array<spelled, 20> family_names{{
    {"王", "wang"}, {"李", "li"},  {"张", "zhang"}, {"刘", "liu"}, {"陈", "chen"}, {"杨", "yang"}, {"黄", "huang"},
    {"赵", "zhao"}, {"吴", "wu"},  {"周", "zhou"},  {"徐", "xu"},  {"孙", "sun"},  {"马", "ma"},   {"朱", "zhu"},
    {"胡", "hu"},   {"郭", "guo"}, {"何", "he"},    {"林", "lin"}, {"高", "gao"},  {"罗", "luo"},
}};
constexpr std::array<spelled, 29> given_names{{
    {"伟", "wei"},        {"芳", "fang"},      {"秀英", "xiuying"},  {"娜", "na"},        {"敏", "min"},
    {"静", "jing"},       {"丽", "li"},        {"强", "qiang"},      {"磊", "lei"},       {"军", "jun"},
    {"洋", "yang"},       {"勇", "yong"},      {"艳", "yan"},        {"杰", "jie"},       {"涛", "tao"},
    {"明", "ming"},       {"超", "chao"},      {"子涵", "zihan"},    {"雨桐", "yutong"},  {"欣怡", "xinyi"},
    {"浩然", "haoran"},   {"思远", "siyuan"},  {"梦琪", "mengqi"},   {"嘉怡", "jiayi"},   {"俊杰", "junjie"},
    {"晓明", "xiaoming"}, {"文静", "wenjing"}, {"志强", "zhiqiang"}, {"建国", "jianguo"},
}};
constexpr std::array<std::string_view, 20> last_names{
    "Clark", "Baker",  "Evans",  "Foster", "Green", "Harris", "Hughes", "Jones",  "Kelly",  "Lewis",
    "Mason", "Miller", "Morgan", "Parker", "Reed",  "Shaw",   "Turner", "Walker", "Wright", "Young"};
constexpr std::array<std::string_view, 29> first_names{
    "Emma",  "Liam",  "Olivia", "Noah",   "Ava",   "Ethan", "Sophia", "Mason", "Mia",  "Lucas",
    "Grace", "Henry", "Chloe",  "Oliver", "Lily",  "Jack",  "Zoe",    "Leo",   "Ella", "Oscar",
    "Alice", "Hugo",  "Ruby",   "Max",    "Clara", "Felix", "Nora",   "Theo",  "Iris"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> rooms{{
    {"产品 Product", "路线图、反馈和想法 · roadmap, feedback, ideas"},
    {"研发 Engineering", "代码、评审、故障 · code, reviews, incidents"},
    {"核心团队 Core team", "只限团队 · team only"},
    {"", ""},
    {"设计 Design", "草图和截图 · sketches and screenshots"},
    {"读书会 Book club", "每月一本 · one book a month"},
    {"发布准备 Release", "版本清单 · the release checklist"},
    {"", ""},
    {"午饭吃什么 Lunch", "今天去哪儿 · where to today"},
    {"面试 Hiring", "候选人 · candidates"},
}};

std::string lower(std::string_view text) {
  std::string made(text);
  for (char& each : made) {
    if (each >= 'A' && each <= 'Z') each = static_cast<char>(each - 'A' + 'a');
  }
  return made;
}

}  // namespace

demo_person nth_person(std::size_t nth) {
  // 20 and 29 have no common divisor: the pairs come round after 580 people of each language.
  const auto place = nth / 2;
  const auto family = place % family_names.size();
  const auto given = (place * 7 + 3) % given_names.size();
  if (nth % 2 == 0) {
    const auto& [family_sign, family_sound] = family_names.at(family);
    const auto& [given_sign, given_sound] = given_names.at(given);
    return {tongue::chinese, fmt::format("{}{}", family_sign, given_sign),
            fmt::format("{}.{}@demo.example", given_sound, family_sound)};
  }
  const auto first = first_names.at(given);
  const auto last = last_names.at(family);
  return {tongue::english, fmt::format("{} {}", first, last),
          fmt::format("{}.{}@demo.example", lower(first), lower(last))};
}

std::string nth_room_name(std::size_t nth) {
  const auto name = rooms.at(nth % rooms.size()).first;
  const auto round = nth / rooms.size();
  return round == 0 ? std::string(name) : fmt::format("{} {}", name, round + 1);
}

std::string_view nth_room_topic(std::size_t nth) { return rooms.at(nth % rooms.size()).second; }

}  // namespace webchats::transfer
