#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/published.hpp"
#include "chat/word_filter.hpp"

namespace webchats::chat {

/// What the words that administrators do not want do to what people write. One for the process; any thread; without a
/// lock but for the first text a thread judges after a change.
class word_screen {
 public:
  /// Lets everything through until words are published.
  word_screen() : filter_(word_filter({})) {}

  /// One that lets everything through, always.
  [[nodiscard]] static const word_screen& nothing();

  /// Masks in `text`. Answers which words moderators are to hear of, with commas between them, at most five; empty:
  /// none. Refuses with `blocked_word`.
  [[nodiscard]] outcome<std::string> admit(std::string& text) const;

  /// Why a name, a topic or a status is not taken: it holds a word that would be refused or masked in a message.
  [[nodiscard]] std::optional<refusal> refuse_name(std::string_view name) const;

  void publish(std::vector<filtered_word> words) { filter_.publish(word_filter(std::move(words))); }
  [[nodiscard]] std::shared_ptr<const word_filter> now() const { return filter_.now(); }

 private:
  published<word_filter> filter_;
};

}  // namespace webchats::chat
