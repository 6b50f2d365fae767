// Writes the tables of src/chat/text_tables.hpp as a C++ source: `text_tables_maker <file>`.

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/uversion.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/text_tables.hpp"

namespace {

using namespace webchats::chat::text_tables;

void check(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
}

bool has_script(char32_t point, std::initializer_list<UScriptCode> scripts) {
  for (const auto script : scripts) {
    if (uscript_hasScript(static_cast<UChar32>(point), script)) return true;
  }
  return false;
}

bool is_emoji(char32_t point) {
  const auto code = static_cast<UChar32>(point);
  return point > 0x7F &&
         (u_hasBinaryProperty(code, UCHAR_EXTENDED_PICTOGRAPHIC) ||
          u_hasBinaryProperty(code, UCHAR_REGIONAL_INDICATOR)) &&
         u_isdefined(code);
}

kind kind_of_character(char32_t point) {
  const auto code = static_cast<UChar32>(point);
  if (is_emoji(point)) return kind::single;
  const auto category = U_GET_GC_MASK(code);
  const bool letter = (category & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
  const bool mark = (category & U_GC_M_MASK) != 0;
  if (!letter && !mark) return kind::separator;
  if (has_script(point, {USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA, USCRIPT_HANGUL, USCRIPT_BOPOMOFO, USCRIPT_YI,
                         USCRIPT_THAI, USCRIPT_LAO, USCRIPT_KHMER, USCRIPT_MYANMAR})) {
    return kind::single;
  }
  return letter ? kind::word : kind::mark;
}

/// Folds one character: NFKC_Casefold, traditional to simplified Chinese, no accents on Latin, Greek and Cyrillic
/// letters, digits of all scripts to ASCII.
class folder {
 public:
  folder() {
    UErrorCode status = U_ZERO_ERROR;
    casefold_ = icu::Normalizer2::getNFKCCasefoldInstance(status);
    decompose_ = icu::Normalizer2::getNFDInstance(status);
    simplify_.reset(icu::Transliterator::createInstance("Hant-Hans", UTRANS_FORWARD, status));
    check(status);
  }

  [[nodiscard]] std::u32string fold(char32_t point) const {
    std::u32string now(1, point);
    for (int round = 0; round < 4; ++round) {
      auto next = once(now);
      if (next == now) return now;
      now = std::move(next);
    }
    // 苎 and 苧 are each other's simplification.
    return std::min(now, once(now));
  }

 private:
  [[nodiscard]] std::u32string once(const std::u32string& points) const {
    UErrorCode status = U_ZERO_ERROR;
    auto text = casefold_->normalize(icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(points.data()),
                                                                   static_cast<int32_t>(points.size())),
                                     status);
    simplify_->transliterate(text);
    check(status);
    std::u32string folded;
    for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1))
      append(folded, static_cast<char32_t>(text.char32At(at)));
    return folded;
  }

  void append(std::u32string& folded, char32_t point) const {
    const auto code = static_cast<UChar32>(point);
    if (is_accent(point) || (u_hasBinaryProperty(code, UCHAR_EMOJI_MODIFIER) != 0)) return;
    if (u_charType(code) == U_DECIMAL_DIGIT_NUMBER) {
      folded += U'0' + static_cast<char32_t>(u_charDigitValue(code));
    } else if (has_script(point, {USCRIPT_LATIN, USCRIPT_GREEK, USCRIPT_CYRILLIC})) {
      UErrorCode status = U_ZERO_ERROR;
      const auto parts = decompose_->normalize(icu::UnicodeString(code), status);
      check(status);
      for (int32_t at = 0; at < parts.length(); at = parts.moveIndex32(at, 1)) {
        const auto part = static_cast<char32_t>(parts.char32At(at));
        if (!is_accent(part)) folded += part;
      }
    } else {
      folded += point;
    }
  }

  static bool is_accent(char32_t point) { return point >= 0x300 && point <= 0x36F; }

  const icu::Normalizer2* casefold_ = nullptr;
  const icu::Normalizer2* decompose_ = nullptr;
  std::unique_ptr<icu::Transliterator> simplify_;
};

/// The first reading without its tone; empty for what has none.
class reader {
 public:
  reader() {
    UErrorCode status = U_ZERO_ERROR;
    decompose_ = icu::Normalizer2::getNFDInstance(status);
    latin_.reset(icu::Transliterator::createInstance("Han-Latin", UTRANS_FORWARD, status));
    check(status);
  }

  [[nodiscard]] std::string read(char32_t point) const {
    icu::UnicodeString text(static_cast<UChar32>(point));
    latin_->transliterate(text);
    UErrorCode status = U_ZERO_ERROR;
    const auto parts = decompose_->normalize(text, status);
    check(status);
    std::string syllable;
    for (int32_t at = 0; at < parts.length(); ++at) {
      const auto unit = parts.charAt(at);
      if (unit >= u'a' && unit <= u'z') {
        syllable += static_cast<char>(unit);
      } else if (unit == 0x308 && !syllable.empty() && syllable.back() == 'u') {
        syllable.back() = 'v';
      } else if (unit == 0x302 && !syllable.empty()) {
        // ê is read as e.
      } else if (unit < 0x300 || unit > 0x36F) {
        return {};
      }
    }
    return syllable;
  }

 private:
  const icu::Normalizer2* decompose_ = nullptr;
  std::unique_ptr<icu::Transliterator> latin_;
};

template <class Values>
void write_numbers(std::ostream& out, std::string_view declaration, const Values& values) {
  out << "extern const " << declaration << " = {";
  std::size_t column = 0;
  for (const auto value : values) out << (column++ % 16 == 0 ? "\n" : "") << static_cast<std::uint32_t>(value) << ',';
  out << "};\n";
}

void write_foldings(std::ostream& out) {
  const folder folds;
  std::vector<std::uint16_t> pages;
  std::vector<folding> foldings;
  std::vector<char32_t> expansions;
  std::map<std::vector<folding>, std::uint16_t> known;
  for (char32_t first = 0; first < end_of_pages; first += page_size) {
    std::vector<folding> page;
    for (char32_t point = first; point < first + page_size; ++point) {
      const bool assigned = u_isdefined(static_cast<UChar32>(point)) && (point < 0xD800 || point > 0xDFFF);
      const auto folded = assigned ? folds.fold(point) : std::u32string(1, point);
      if (folded.size() > 31) throw std::runtime_error("a character folds to more than 31");
      auto payload = folded.empty() ? 0 : folded.front();
      if (folded.size() > 1) {
        payload = static_cast<char32_t>(expansions.size());
        expansions.insert(expansions.end(), folded.begin(), folded.end());
      }
      const auto what = assigned ? kind_of_character(point) : kind::separator;
      page.push_back(static_cast<folding>(payload) | static_cast<folding>(folded.size() << count_shift) |
                     (static_cast<folding>(std::to_underlying(what)) << kind_shift) |
                     (assigned && is_emoji(point) ? picture : 0U));
    }
    const auto [place, fresh] = known.try_emplace(page, static_cast<std::uint16_t>(known.size()));
    if (fresh) foldings.insert(foldings.end(), page.begin(), page.end());
    pages.push_back(place->second);
  }
  write_numbers(out, "std::uint16_t pages[end_of_pages / page_size]", pages);
  write_numbers(out, "folding foldings[]", foldings);
  write_numbers(out, "char32_t expansions[]", expansions);
}

void write_pinyin(std::ostream& out) {
  const reader reads;
  std::vector<std::string> syllables{""};
  std::map<std::string, std::uint16_t> known{{"", std::uint16_t{0}}};
  std::vector<std::uint16_t> pinyin;
  for (char32_t point = first_han; point <= last_han; ++point) {
    const auto [place, fresh] = known.try_emplace(reads.read(point), static_cast<std::uint16_t>(syllables.size()));
    if (fresh) syllables.push_back(place->first);
    pinyin.push_back(place->second);
  }
  write_numbers(out, "std::uint16_t pinyin[last_han - first_han + 1]", pinyin);
  out << "extern const std::string_view syllables[] = {";
  for (const auto& syllable : syllables) out << '"' << syllable << "\",";
  out << "};\n";
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 2) throw std::runtime_error("usage: text_tables_maker <file>");
  std::ofstream out(arguments[1]);
  out << "// Made by cmake/text_tables from ICU " U_ICU_VERSION
         ".\n"
         "#include \"chat/text_tables.hpp\"\nnamespace webchats::chat::text_tables {\n";
  write_foldings(out);
  write_pinyin(out);
  out << "extern const std::string_view version = \"icu " U_ICU_VERSION "\";\n}\n";
  if (!out.flush()) throw std::runtime_error("the file cannot be written");
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "text_tables_maker: %s\n", error.what());
  return 1;
}
