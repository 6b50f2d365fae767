#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace webchats::delivery {

/// What stands in the head of a page: bytes as they came, entities and charset included.
struct page_head {
  std::string title;  ///< of the element
  std::string og_title;
  std::string og_description;
  std::string og_site_name;
  std::string description;
  std::string charset;  ///< what the page says of itself; empty: nothing
};

/// Reads the head of a page of HTML as it comes, in any pieces, and keeps of it only what `page_head` holds, each part
/// bounded. A plain state machine: no tree, nothing is carried out, nothing is looked at twice. Bytes that are no ASCII
/// are kept as they are, so it reads UTF-8, GB 18030, Big5 and all others whose signs of markup are those of ASCII.
class page_head_scanner {
 public:
  enum class wants : std::uint8_t { more, nothing };

  /// Answers `nothing` once the head has ended.
  wants take(std::string_view piece);

  /// What was found so far.
  [[nodiscard]] const page_head& found() const noexcept { return found_; }

 private:
  enum class state : std::uint8_t { text, open, tag, declaration, comment, raw, raw_end, done };

  void take(char c);
  void in_tag(char c);
  void end_tag();
  void take_meta();
  void in_raw(char c);
  void in_raw_end(char c);
  void keep(std::string& part, std::string_view value) const;

  page_head found_;
  state state_ = state::text;
  std::string tag_;      ///< between "<" and ">"; cut
  char quote_ = 0;       ///< the one that a value stands in, else 0
  char before_ = 0;      ///< the last sign of the tag that is no space
  std::string raw_;      ///< the name of the element whose content is no markup
  std::size_t met_ = 0;  ///< how much of its end was met; of a comment, the hyphens
  std::string content_;  ///< of that element, if it is the title
};

}  // namespace webchats::delivery
