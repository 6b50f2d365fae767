#pragma once

#include <string>
#include <string_view>

namespace webchats::chat {

/// What a name looks like: two names with the same look read alike (UTS 39 skeleton of the case-folded compatibility
/// form, without spaces, punctuation and marks). "аdmin " with a Cyrillic а looks like "Admin". Marks that spell, as
/// the vowels of Thai and Devanagari, count behind a letter of their script. Of a name without letters and digits all
/// of it counts. At most 191 characters, as much as every database compares.
[[nodiscard]] std::string name_look(std::string_view name);

/// The composed form of what was typed (NFC), so that the same password typed on another keyboard is the same. Text
/// that is not UTF-8 stays.
[[nodiscard]] std::string composed(std::string_view text);

}  // namespace webchats::chat
