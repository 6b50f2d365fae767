#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What engine.io-client 1 (Socket.IO 1.x) does to text in polling payloads of revision 3: it makes UTF-8 of the text,
// takes each byte for a character, and makes UTF-8 of these again; and it undoes that to everything it receives. The
// client of Socket.IO 2 has the same revision and does neither, and no handshake tells them apart.
namespace webchats::engineio {

/// How often the text of a payload was encoded.
enum class utf8_layers : std::uint8_t {
  unknown,  ///< ASCII: once and twice are the same
  once,
  twice,  ///< every character is a byte, and the bytes are UTF-8
};
/// Judges a payload that is valid UTF-8. Text that looks encoded twice and is not ("Ã©") is rare and taken for it.
[[nodiscard]] utf8_layers layers_of(std::string_view payload);

/// Takes the outer layer off text that has two.
void undo_outer_layer(std::string_view text, std::string& out);

[[nodiscard]] bool is_ascii(std::string_view text) noexcept;

/// `text` with every character outside ASCII as `\uXXXX`, from the first quotation mark on: JSON with the same meaning
/// that every client reads alike. What stands before the first string stays.
[[nodiscard]] std::string escape_json_text(std::string_view text);

}  // namespace webchats::engineio
