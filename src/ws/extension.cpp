#include "ws/extension.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "ws/token.hpp"

namespace webchats::ws {
namespace {

struct parameter {
  std::string_view name;
  std::optional<std::string_view> value;
};

/// Reads `token [ "=" ( token | quoted token ) ]`; nullopt when it is something else.
std::optional<parameter> read_parameter(std::string_view& rest) noexcept {
  parameter read{.name = take_token(rest), .value = {}};
  if (read.name.empty()) return std::nullopt;
  skip_space(rest);
  if (!take(rest, '=')) return read;
  skip_space(rest);
  const bool quoted = take(rest, '"');
  read.value = take_token(rest);
  if (read.value->empty() || (quoted && !take(rest, '"'))) return std::nullopt;
  skip_space(rest);
  return read;
}

/// The parameters of permessage-deflate that were seen, and whether all of them can be kept.
class deflate_offer {
 public:
  void add(const parameter& read) noexcept {
    const bool flag = !read.value.has_value();
    if (equals(read.name, "server_no_context_takeover")) {
      note(1, flag);
    } else if (equals(read.name, "client_no_context_takeover")) {
      note(2, flag);
    } else if (equals(read.name, "server_max_window_bits")) {
      // Our compressor is shared by all connections and has the full window.
      note(4, read.value == "15");
    } else if (equals(read.name, "client_max_window_bits")) {
      note(8, flag || is_window(*read.value));
    } else {
      usable_ = false;
    }
  }
  [[nodiscard]] bool usable() const noexcept { return usable_; }

 private:
  static bool is_window(std::string_view bits) noexcept {
    return (bits.size() == 1 && (bits[0] == '8' || bits[0] == '9')) ||
           (bits.size() == 2 && bits[0] == '1' && bits[1] >= '0' && bits[1] <= '5');
  }
  void note(std::uint8_t bit, bool fits) noexcept {
    usable_ = usable_ && fits && (seen_ & bit) == 0;
    seen_ = static_cast<std::uint8_t>(seen_ | bit);
  }

  std::uint8_t seen_ = 0;
  bool usable_ = true;
};

}  // namespace

bool offers_deflate(std::string_view value) noexcept {
  bool found = false;
  do {
    skip_space(value);
    const std::string_view name = take_token(value);
    // RFC 9110 §5.6.1: empty elements of a list mean nothing.
    if (name.empty() && (value.empty() || value.front() == ',')) continue;
    if (name.empty()) return false;
    skip_space(value);
    deflate_offer offer;
    while (take(value, ';')) {
      skip_space(value);
      const auto read = read_parameter(value);
      if (!read) return false;
      offer.add(*read);
    }
    if (equals(name, "permessage-deflate") && offer.usable()) found = true;
  } while (take(value, ','));
  return found && value.empty();
}

}  // namespace webchats::ws
