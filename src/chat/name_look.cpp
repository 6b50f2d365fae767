#include "chat/name_look.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>

#include <cstddef>
#include <memory>
#include <set>
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

/// Whether a mark is written like a letter: the vowels, tones and other signs of the scripts of India and its
/// neighbours, from Tibetan to Khmer, each behind a letter of its script. Behind any other it is dress.
bool spells(UChar32 mark, UChar32 letter) noexcept {
  UErrorCode error = U_ZERO_ERROR;
  return (U_GET_GC_MASK(mark) & U_GC_M_MASK) != 0 &&
         u_getIntPropertyValue(mark, UCHAR_INDIC_SYLLABIC_CATEGORY) != U_INSC_OTHER &&
         uscript_hasScript(mark, uscript_getScript(letter, &error));
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
  const auto skeleton_of = [&](const icu::UnicodeString& part) {
    icu::UnicodeString skeleton;
    uspoof_getSkeletonUnicodeString(checker(), 0, part, skeleton, &error);
    // A skeleton may hold capitals again: "l" stands for "I".
    return normalised(folding, skeleton, error);
  };
  icu::UnicodeString kept;
  icu::UnicodeString part;
  std::set<UChar32> marks;  // Of one letter: in another order, or twice, they read alike.
  const auto keep = [&] {
    const auto skeleton = skeleton_of(part);
    for (std::int32_t at = 0; at < skeleton.length(); at = skeleton.moveIndex32(at, 1)) {
      if (counts(skeleton.char32At(at))) kept.append(skeleton.char32At(at));
    }
    for (const auto mark : marks) kept.append(mark);
    part.remove();
    marks.clear();
  };
  UChar32 letter = 0;
  for (std::int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
    const auto point = folded.char32At(at);
    if (spells(point, letter)) {
      marks.insert(point);
    } else if (counts(point)) {
      if (!marks.empty()) keep();
      part.append(point);
      letter = point;
    } else {
      part.append(point);
    }
  }
  keep();
  const auto look = kept.isEmpty() ? skeleton_of(folded) : kept;
  if (U_FAILURE(error)) return {};
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
