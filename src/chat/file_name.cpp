#include "chat/file_name.hpp"

#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t longest_extension = 16;

/// The code points of `text`, without the bytes that are none.
std::string valid_part(std::string_view text) {
  std::string valid;
  for (std::size_t at = 0; at < text.size();) {
    if (const auto point = next_code_point(text, at)) {
      append_code_point(valid, *point);
    } else {
      ++at;
    }
  }
  return valid;
}

/// At most `most` bytes of `text`, none of its characters cut.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most);
}

}  // namespace

std::string clean_file_name(std::string_view claimed, std::size_t most) {
  if (const auto slash = claimed.find_last_of("/\\"); slash != std::string_view::npos) claimed.remove_prefix(slash + 1);
  // A name is short: of what is far longer, the end with the extension says more than the middle.
  constexpr std::size_t longest_claim = 4096;
  if (claimed.size() > longest_claim) claimed.remove_prefix(claimed.size() - longest_claim);
  std::string name = clean_name(valid_part(claimed));
  name.erase(0, name.find_first_not_of(". "));
  name.erase(name.find_last_not_of(". ") + 1);
  if (name.empty()) return "file";
  if (name.size() <= most) return name;
  const auto dot = name.rfind('.');
  const bool keeps = dot != std::string::npos && name.size() - dot <= longest_extension;
  const std::string extension = keeps ? name.substr(dot) : std::string();
  return std::string(beginning(std::string_view(name).substr(0, keeps ? dot : name.size()), most - extension.size())) +
         extension;
}

}  // namespace webchats::chat
