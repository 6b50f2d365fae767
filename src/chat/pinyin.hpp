#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Names of people and rooms, found by what is quick to type: 张三 by "zhangsan", "zhang", "zs", "san", "张". Pure.
namespace webchats::chat {

/// How well a name fits what was typed, better is greater.
enum class name_match : std::uint8_t {
  none,
  inside,  ///< it begins later in the name
  start,   ///< the name begins with it
  whole,
};

/// Compares characters, pinyin (whole or the beginning of each syllable, ü typed as v or u) and words; case, width,
/// spaces, accents and traditional characters make no difference.
[[nodiscard]] name_match match(std::string_view name, std::string_view typed);

/// The pinyin of a name without tones: "zhang san". What is not Han stays, folded. A surname with a reading of its own
/// (单 shan, 曾 zeng, 尉迟 yu chi …) has it at the beginning of the name.
[[nodiscard]] std::string pinyin_of(std::string_view name);

/// A name as a table of all people is searched by it.
struct name_keys {
  std::string folded;    ///< the characters: "张三"
  std::string pinyin;    ///< from each of its first syllables to the end, a space before each: " zhangsan san"
  std::string initials;  ///< "zs"
};
[[nodiscard]] name_keys keys_of(std::string_view name);

/// What was typed, as it stands in `name_keys`.
[[nodiscard]] std::string typed_key(std::string_view typed);

}  // namespace webchats::chat
