#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Who a text names with "@". Pure; which of the candidates are members is the store's question.
namespace webchats::chat {

/// A name as it is compared: ASCII letters in lower case.
[[nodiscard]] std::string name_key(std::string_view name);

/// One "@" of a text.
struct mention_candidates {
  std::vector<std::string> keys;  ///< keys of all names that may stand here, the longest first
};

enum class crowd : std::uint8_t { nobody, here, everybody };

struct named {
  std::vector<mention_candidates> people;
  chat::crowd crowd = crowd::nobody;  ///< "@all", "@所有人"; "@here", "@在线"
};

/// What `text` names. "@" and "＠" count wherever they stand: Chinese has no space before them; an ASCII letter or
/// digit right before makes it an e-mail address. At most ten "@" are looked at.
[[nodiscard]] named names_in(std::string_view text);

}  // namespace webchats::chat
