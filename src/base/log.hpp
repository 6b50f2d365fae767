#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace webchats::base {

enum class log_level : std::uint8_t { debug, info, warning, error };

/// Receives each record as one line without its end. Called from any thread, possibly at the same time.
using log_sink = std::function<void(log_level level, std::string_view line)>;

/// Sets where records go; without a sink they are dropped. Called by the program before it starts threads, so that the
/// rooms below it neither print nor know a logging library.
void set_log_sink(log_sink sink);

/// Hands one record to the sink. Control characters are escaped, so whatever a peer sent stays one line.
/// `message` never holds tokens, passwords or message bodies: that is the caller's duty.
void log(log_level level, std::string_view message);

/// `text` with control characters (C0, DEL, C1, U+2028, U+2029) and invalid UTF-8 bytes written as `\xNN`, cut to
/// `limit` bytes with "…" at the end.
[[nodiscard]] std::string escape_for_log(std::string_view text, std::size_t limit = 8192);

}  // namespace webchats::base
