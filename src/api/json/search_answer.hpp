#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/search.hpp"
#include "chat/types.hpp"

namespace webchats::api::modern {

/// `{hits: [{message, highlights: [[from, to], …]}], more, next}`; `next` is null on the last page.
[[nodiscard]] std::string search_answer(const chat::search_page& page, chat::user_id reader);

/// `{people: user[]}`.
[[nodiscard]] std::string people_answer(std::span<const chat::user> people);

/// Ascending ranges of bytes of a UTF-8 text as ranges of UTF-16 code units, in which browsers count.
[[nodiscard]] std::vector<chat::text_range> in_utf16(std::string_view text, std::span<const chat::text_range> bytes);

}  // namespace webchats::api::modern
