#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace webchats::app {

enum class language : std::uint8_t { en, zh };

/// What the person at the terminal reads, by LC_ALL, LC_MESSAGES and LANG, the first that is set.
[[nodiscard]] language terminal_language();

/// How many columns UTF-8 text takes: Chinese characters and full-width signs take two.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// 1234567 as "1,234,567".
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace webchats::app
