#include "api/json/search_answer.hpp"

#include "api/json/modern.hpp"

namespace webchats::api::modern {

std::vector<chat::text_range> in_utf16(std::string_view text, std::span<const chat::text_range> bytes) {
  std::vector<chat::text_range> units;
  units.reserve(bytes.size());
  std::size_t at = 0;
  std::size_t unit = 0;
  const auto advance = [&](std::size_t to) {
    for (; at < to && at < text.size(); ++at) {
      const auto byte = static_cast<unsigned char>(text[at]);
      // A leading byte counts; one of four bytes stands for two units.
      if ((byte & 0xC0U) != 0x80U) unit += byte >= 0xF0 ? 2 : 1;
    }
    return unit;
  };
  for (const auto& range : bytes) {
    const auto from = advance(range.from);
    units.push_back({from, advance(range.to)});
  }
  return units;
}

std::string search_answer(const chat::search_page& page, chat::user_id reader) {
  json_writer out(256 + 512 * page.hits.size());
  out.open_object().key("hits").open_array();
  for (const auto& hit : page.hits) {
    out.open_object().key("message");
    write(out, hit.message, reader);
    out.key("highlights").open_array();
    for (const auto& range : in_utf16(hit.message.text, hit.highlights)) {
      out.open_array().number(range.from).number(range.to).close_array();
    }
    out.close_array().close_object();
  }
  out.close_array().key("more").boolean(page.more).key("next");
  if (const auto next = page.next()) {
    out.number(next->value);
  } else {
    out.null();
  }
  out.close_object();
  return std::move(out).take();
}

std::string people_answer(std::span<const chat::user> people) {
  json_writer out;
  out.open_object().key("people");
  write(out, people);
  out.close_object();
  return std::move(out).take();
}

}  // namespace webchats::api::modern
