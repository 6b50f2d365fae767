#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "transfer/demo_numbers.hpp"

/// Who the people of a demo are and what they say.
namespace webchats::transfer {

enum class tongue : std::uint8_t { chinese, english };

/// The `nth` person (below 1,000): none has the name or the address of another one. Every other one is Chinese.
struct demo_person {
  tongue speaks;
  std::string name;
  std::string email;
};
[[nodiscard]] demo_person nth_person(std::size_t nth);

/// The name of the `nth` room that is made, in both languages.
[[nodiscard]] std::string nth_room_name(std::size_t nth);
/// What it is about.
[[nodiscard]] std::string_view nth_room_topic(std::size_t nth);

/// A message: a sentence or two, now and then a link, code, a list, or nothing but emoji.
[[nodiscard]] std::string say(tongue in, demo_numbers& numbers);
/// What is said to somebody who is called.
[[nodiscard]] std::string call(tongue in, std::string_view name, demo_numbers& numbers);
/// What an edit makes of a message.
[[nodiscard]] std::string corrected(tongue in, const std::string& text);

}  // namespace webchats::transfer
