// A page in any two pieces: the same is found as in one, all of it bounded; what is shown of it is valid UTF-8 of
// bounded length without controls.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "chat/text.hpp"
#include "delivery/page_head.hpp"
#include "delivery/page_text.hpp"

namespace {

using namespace webchats;

constexpr std::size_t longest_part = 8 * 1024;
constexpr std::size_t shown = 200;

void require(bool holds) {
  if (!holds) std::abort();
}

delivery::page_head scanned(std::string_view first, std::string_view second) {
  delivery::page_head_scanner scanner;
  scanner.take(first);
  scanner.take(second);
  return scanner.found();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view page(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = scanned(page, {});
  const auto cut = page.size() * data[0] / 255;
  const auto pieces = scanned(page.substr(0, cut), page.substr(cut));
  const std::string delivery::page_head::* const parts[] = {
      &delivery::page_head::title,        &delivery::page_head::og_title,    &delivery::page_head::og_description,
      &delivery::page_head::og_site_name, &delivery::page_head::description, &delivery::page_head::charset};
  for (const auto part : parts) {
    require(whole.*part == pieces.*part);
    require((whole.*part).size() <= longest_part);
    const auto text = delivery::shown_text(whole.*part, whole.charset, shown);
    const auto points = chat::count_code_points(text);
    require(points && *points <= shown);
    for (const char c : text) require(static_cast<unsigned char>(c) >= ' ' && c != 0x7F);
  }
  return 0;
}
