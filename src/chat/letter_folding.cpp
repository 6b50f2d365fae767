#include "chat/letter_folding.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <memory>
#include <stdexcept>
#include <string_view>

namespace webchats::chat {

namespace {

constexpr char32_t planes = 0x2'0000;
constexpr std::size_t longest = 18;  // U+FDFA becomes so many letters

bool is_surrogate(char32_t point) { return point >= 0xD800 && point <= 0xDFFF; }

UScriptCode script_of(char32_t point) {
  UErrorCode error = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(point), &error);
}

bool is_unspaced(char32_t point) {
  switch (script_of(point)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_TIBETAN:
      return true;
    default:
      return point == 0x30FC;  // ー, which several scripts share
  }
}

letter_kind kind_of(char32_t point) {
  const auto character = static_cast<UChar32>(point);
  constexpr std::u32string_view stops = U",;!?。，、；！？…";
  if (stops.contains(point)) return letter_kind::stop;
  if (u_isdigit(character)) return letter_kind::digit;
  if (u_isUWhiteSpace(character)) return letter_kind::space;
  const auto type = u_charType(character);
  // The marks of these scripts are vowels, not ornaments.
  if ((type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK) && is_unspaced(point)) {
    return letter_kind::unspaced;
  }
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR || type == U_CONTROL_CHAR ||
      u_hasBinaryProperty(character, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
    return letter_kind::ignored;
  }
  if (!u_isalnum(character) && type != U_COMBINING_SPACING_MARK) return letter_kind::weak;
  return is_unspaced(point) ? letter_kind::unspaced : letter_kind::spaced;
}

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* found = get(error);
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU has no normalization data: ") + u_errorName(error));
  return *found;
}

/// Traditional Han as simplified; made in one go, since a transliterator is slow to start.
std::vector<char32_t> simplified_han() {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> convert(
      icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, error));
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU cannot simplify Han: ") + u_errorName(error));
  std::vector<char32_t> simple(planes);
  constexpr char32_t first = 0x3400;
  constexpr char32_t last = 0x9FFF;
  icu::UnicodeString all;
  for (char32_t point = first; point <= last; ++point) all.append(static_cast<UChar32>(point)).append(u'\n');
  convert->transliterate(all);
  char32_t point = first;
  int32_t line = 0;
  for (int32_t end = all.indexOf(u'\n'); end >= 0 && point <= last; end = all.indexOf(u'\n', line), ++point) {
    if (all.countChar32(line, end - line) == 1) simple[point] = static_cast<char32_t>(all.char32At(line));
    line = end + 1;
  }
  return simple;
}

std::u32string fold_with_icu(char32_t point) {
  static const auto& casefold = normalizer(&icu::Normalizer2::getNFKCCasefoldInstance);
  static const auto& decompose = normalizer(&icu::Normalizer2::getNFDInstance);
  static const auto simplified = simplified_han();
  UErrorCode error = U_ZERO_ERROR;
  const auto folded = casefold.normalize(icu::UnicodeString(static_cast<UChar32>(point)), error);
  std::u32string result;
  for (int32_t at = 0; at < folded.length(); at = folded.moveIndex32(at, 1)) {
    auto each = static_cast<char32_t>(folded.char32At(at));
    icu::UnicodeString parts;
    if (script_of(each) == USCRIPT_LATIN && decompose.getDecomposition(static_cast<UChar32>(each), parts)) {
      each = static_cast<char32_t>(parts.char32At(0));
    }
    if (each < simplified.size() && simplified[each] != 0) each = simplified[each];
    if (u_isdigit(static_cast<UChar32>(each))) {
      each = U'0' + static_cast<char32_t>(u_charDigitValue(static_cast<UChar32>(each)));
    }
    result.push_back(each);
  }
  return result;
}

}  // namespace

letter_folding::letter_folding(rule fold) {
  const auto packed = [](letter one) {
    return (static_cast<std::uint32_t>(one.kind) << kind_shift) | static_cast<std::uint32_t>(one.value);
  };
  table_.reserve(planes);
  for (char32_t point = 0; point < planes; ++point) {
    if (is_surrogate(point)) {
      table_.push_back(packed({point, letter_kind::weak}));
      continue;
    }
    const auto folded = fold(point).substr(0, longest);
    if (folded.size() == 1) {
      table_.push_back(packed({folded.front(), kind_of(folded.front())}));
    } else if (folded.empty()) {
      table_.push_back(packed({point, letter_kind::ignored}));
    } else {
      table_.push_back(several | (static_cast<std::uint32_t>(folded.size()) << kind_shift) |
                       static_cast<std::uint32_t>(pool_.size()));
      for (const auto each : folded) pool_.push_back({each, kind_of(each)});
    }
  }
}

const letter_folding& letter_folding::standard() {
  static const letter_folding one(&fold_with_icu);
  return one;
}

std::uint32_t letter_folding::unknown(char32_t point) noexcept {
  // The supplementary ideographic planes; what lies above has no letters.
  const auto kind = point < 0x4'0000   ? letter_kind::unspaced
                    : point < 0xE'0000 ? letter_kind::weak
                                       : letter_kind::ignored;
  return (static_cast<std::uint32_t>(kind) << kind_shift) | static_cast<std::uint32_t>(point);
}

}  // namespace webchats::chat
