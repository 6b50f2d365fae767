#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace webchats::delivery {

/// `bytes` of a page as UTF-8. `charset`: what the page or its server says of it, by the names of the web; unknown or
/// empty: UTF-8 if they are, else GB 18030, which pages in Chinese are when they do not say. What is no text becomes
/// U+FFFD.
[[nodiscard]] std::string utf8_of(std::string_view bytes, std::string_view charset);

/// `text` with its entities of HTML replaced, once. Those that it does not know stay as they are.
[[nodiscard]] std::string without_entities(std::string_view text);

/// Both, made safe to show (`chat::clean_name`) and cut to `most` code points.
[[nodiscard]] std::string shown_text(std::string_view bytes, std::string_view charset, std::size_t most);

}  // namespace webchats::delivery
