#pragma once

#include <string>
#include <utility>
#include <vector>

namespace webchats::app {

/// What the server is made of: name and version, in the order they are shown.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> components();

/// A row of the protocol table.
struct protocol_row {
  std::string protocol;
  std::string status;
  std::string handler;
  std::string listen_at;
};

/// The tables of the start, as the original's hosting system printed them.
[[nodiscard]] std::string banner(const std::vector<protocol_row>& protocols);

/// Text in a frame of +, - and |. The first row is the head. Every row has as many cells as the first.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows);

}  // namespace webchats::app
