#include "app/banner.hpp"

#include <openssl/crypto.h>
#include <sodium/version.h>
#include <sqlite3.h>
#include <vips/vips.h>
#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <boost/version.hpp>

#include "app/terminal.hpp"
#include "app/version.hpp"

namespace webchats::app {

namespace {

constexpr auto logo = R"(               _         _           _
 __      _____| |__   ___| |__   __ _| |_ ___
 \ \ /\ / / _ \ '_ \ / __| '_ \ / _` | __/ __|
  \ V  V /  __/ |_) | (__| | | | (_| | |_\__ \
   \_/\_/ \___|_.__/ \___|_| |_|\__,_|\__|___/

)";

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> components() {
  return {
      {"webchats", version},
      {"Compiler", __VERSION__},
      {"Boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"SQLite", sqlite3_libversion()},
      {"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)},
      {"libsodium", sodium_version_string()},
      {"libvips", dotted(vips_version(0), vips_version(1), vips_version(2))},
      {"zlib", zlibVersion()},
  };
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string rule = "+";
  for (const std::size_t width : widths) rule += std::string(width + 2, '-') + '+';
  rule += '\n';

  std::string text = rule;
  for (const auto& row : rows) {
    text += '|';
    for (std::size_t i = 0; i < row.size(); ++i)
      text += ' ' + row[i] + std::string(widths[i] - display_width(row[i]) + 1, ' ') + '|';
    text += '\n';
    if (&row == &rows.front()) text += rule;
  }
  return text + rule;
}

std::string banner(const std::vector<protocol_row>& protocols) {
  std::vector<std::vector<std::string>> parts{{"Component", "Version"}};
  for (const auto& [name, number] : components()) parts.push_back({name, number});
  std::vector<std::vector<std::string>> rows{{"Protocol", "Status", "Handler", "Listen At"}};
  for (const protocol_row& row : protocols) rows.push_back({row.protocol, row.status, row.handler, row.listen_at});
  return logo + std::string(">>> Components\n") + table(parts) + ">>> Protocols\n" + table(rows);
}

}  // namespace webchats::app
