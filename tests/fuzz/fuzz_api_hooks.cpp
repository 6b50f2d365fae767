// Bodies of alert scripts: whatever JSON comes, a translation is bounded, valid UTF-8 with something to see in it, and
// fits a message once it is cut.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <boost/json/parse.hpp>

#include "api/hooks/dialect.hpp"
#include "chat/text.hpp"

namespace {

using namespace webchats;
using namespace webchats::api::hooks;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(dialect from, const boost::json::value& body, std::size_t size) {
  auto text = translate(from, body);
  if (!text) {
    require(refused(from, text.error()).status >= 200);
    return;
  }
  require(!text->empty() && text->size() <= 8 * size + 64);
  if (!chat::count_code_points(*text)) return;  // NUL, which chat refuses
  const auto cut = fitted(std::move(*text), 100, 300);
  require(chat::count_code_points(cut).value() <= 100 && cut.size() <= 300);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  boost::json::parse_options options;
  options.max_depth = 32;
  boost::system::error_code error;
  const auto body = boost::json::parse(all, error, {}, options);
  if (error) return 0;
  for (const auto from : {dialect::slack, dialect::dingtalk, dialect::feishu, dialect::wecom}) check(from, body, size);
  check(detect(body), body, size);
  return 0;
}
