#pragma once

#include <string>
#include <string_view>

#include "chat/ports/mail.hpp"
#include "chat/types.hpp"

namespace webchats::delivery {

/// A letter as it goes over the wire (RFC 5322, RFC 2045 to 2047): both texts as alternatives, in base64, lines end
/// with CRLF and have at most 78 characters. Whatever the letter's fields hold, no header is added by it: what is not
/// plain stands in an encoded word. `List-Unsubscribe` (RFC 2369) where one can. `from` and `letter.to` are addresses
/// that `check_email` takes. Pure.
[[nodiscard]] std::string mime_message(const chat::letter& letter, std::string_view from, chat::instant now);

/// The text of a header (RFC 2047): as it is when it is short, printable and of plain words, else in encoded words in
/// UTF-8, on as many lines as it needs. Line breaks and other control characters become spaces.
[[nodiscard]] std::string header_text(std::string_view text);

}  // namespace webchats::delivery
