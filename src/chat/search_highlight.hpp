#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "chat/search_query.hpp"

namespace webchats::chat {

/// Bytes `from` up to `to` of a text.
struct text_range {
  std::size_t from = 0;
  std::size_t to = 0;
  friend bool operator==(const text_range&, const text_range&) = default;
};

/// Where `text` holds what `query` wants: ascending, apart from each other, at most `most`.
[[nodiscard]] std::vector<text_range> highlights_of(std::string_view text, const search_query& query,
                                                    std::size_t most = 100);

}  // namespace webchats::chat
