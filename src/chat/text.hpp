#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"

/// Rules on what people write. All pure.
namespace webchats::chat {

/// The next code point of `text` from byte `at`, which moves behind it. Nothing when the bytes are not UTF-8 (overlong
/// forms, surrogates and values above U+10FFFF included); `at` then stays. `at` must be below `text.size()`.
[[nodiscard]] std::optional<char32_t> next_code_point(std::string_view text, std::size_t& at);

/// The number of code points; nothing when `text` is not valid UTF-8 or holds NUL, which no store keeps alike.
[[nodiscard]] std::optional<std::size_t> count_code_points(std::string_view text);

/// The first `most` code points of `text`, or those before the first bytes that are not UTF-8.
[[nodiscard]] std::string_view beginning_of(std::string_view text, std::size_t most);

/// `text` without white space at both ends, that of Unicode, as people type it: U+3000 and the no-break space, too. For
/// the fields of HTTP there is `http::trim`, which knows spaces and tabs alone.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Appends `point` as UTF-8.
void append_code_point(std::string& text, char32_t point);

/// True when `text` shows nothing: only spaces, controls and zero-width characters.
[[nodiscard]] bool is_blank(std::string_view text);

/// Checks length and encoding; `most` in code points. An empty text is fine.
[[nodiscard]] std::optional<invalid> check_length(field what, std::string_view text, std::size_t most);

/// Checks the text of a message that has `attachments` images. The text itself is never changed.
[[nodiscard]] std::optional<invalid> check_message(std::string_view text, std::size_t attachments,
                                                   const limits& bounds);

/// Makes a name safe to show between other words: without controls, bidirectional controls, zero-width characters,
/// tags, variation selectors and piles of combining marks; runs of spaces become one; trimmed. `text` must be valid
/// UTF-8.
[[nodiscard]] std::string clean_name(std::string_view text);

/// Cleans a name of a person or a room and checks it: 1 to `most` code points.
[[nodiscard]] outcome<std::string> checked_name(std::string_view text, std::size_t most);

/// Trimmed, with lower ASCII letters; other bytes stay.
[[nodiscard]] std::string normalise_email(std::string_view text);

/// Checks a normalised address: dot-atom @ host name, ASCII (RFC 5321 §4.1.2 without quoted strings and address
/// literals).
[[nodiscard]] std::optional<invalid> check_email(std::string_view normalised, const limits& bounds);

/// Empty, a URL path ("/…"), or an http(s) URL with or without its scheme; printable ASCII without spaces, quotes or
/// angle brackets.
[[nodiscard]] std::optional<invalid> check_avatar(std::string_view url, const limits& bounds);

/// 1 to `limits::client_id_length` printable ASCII characters.
[[nodiscard]] std::optional<invalid> check_client_id(std::string_view id, const limits& bounds);

}  // namespace webchats::chat
