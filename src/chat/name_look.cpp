#include "chat/name_look.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include <cstddef>
#include <memory>
#include <stdexcept>

#include "chat/text.hpp"

namespace webchats::chat {

namespace {

constexpr std::size_t longest = 191;  // code points: a name of 64 may stand for more

struct closer {
  void operator()(USpoofChecker* checker) const noexcept { uspoof_close(checker); }
};

/// Only read after it was made, so all threads share it.
const USpoofChecker* checker() {
  static const auto made = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<USpoofChecker, closer> opened(uspoof_open(&error));
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no data on confusable characters");
    return opened;
  }();
  return made.get();
}

bool counts(UChar32 point) noexcept { return u_isalnum(point) || (U_GET_GC_MASK(point) & U_GC_S_MASK) != 0; }

icu::UnicodeString normalised(const icu::Normalizer2* how, const icu::UnicodeString& text, UErrorCode& error) {
  return U_FAILURE(error) ? icu::UnicodeString() : how->normalize(text, error);
}

}  // namespace

std::string name_look(std::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  const auto text = icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
  const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const auto folded = normalised(folding, text, error);
  icu::UnicodeString skeleton;
  uspoof_getSkeletonUnicodeString(checker(), 0, folded, skeleton, &error);
  // A skeleton may hold capitals again: "l" stands for "I".
  skeleton = normalised(folding, skeleton, error);
  if (U_FAILURE(error)) return {};
  icu::UnicodeString kept;
  for (std::int32_t at = 0; at < skeleton.length(); at = skeleton.moveIndex32(at, 1)) {
    if (counts(skeleton.char32At(at))) kept.append(skeleton.char32At(at));
  }
  const auto& look = kept.isEmpty() ? skeleton : kept;
  std::string key;
  look.toUTF8String(key);
  return std::string(beginning_of(key, longest));
}

std::string composed(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto from = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  const auto to = normalised(icu::Normalizer2::getNFCInstance(error), from, error);
  if (U_FAILURE(error)) return std::string(text);
  std::string result;
  return to.toUTF8String(result);
}

}  // namespace webchats::chat
