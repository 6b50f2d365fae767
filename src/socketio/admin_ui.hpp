#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace webchats::socketio {

class server;

/// Who may use the admin page.
struct admin_credentials {
  std::string username;
  /// bcrypt: `$2a$`, `$2b$` or `$2y$` with a cost of at most 15; `htpasswd -nbBC 10 "" PASSWORD` makes one.
  std::string password_hash;
};

/// Everybody may use it. For a server that only its administrators can reach.
struct admin_without_login {};

/// Names are those of the npm package `@socket.io/admin-ui`, where it has them.
struct admin_options {
  /// Not set: `instrument` throws.
  std::variant<admin_credentials, admin_without_login> auth;
  std::string namespace_name = "/admin";
  std::string server_id = {};  ///< as the page shows it; empty = the host's name
  /// What the page sees. `production`: numbers only. `development`: every socket, its rooms, and every event with its
  /// arguments, which is what people write to each other.
  enum class detail : std::uint8_t { production, development } mode = detail::production;
  /// `read_only`: the page cannot emit, join, leave or disconnect.
  enum class access : std::uint8_t { full, read_only } permitted = access::full;
  std::chrono::seconds session_duration{86'400};  ///< how long a page that has logged in need not do it again
  std::chrono::milliseconds stats_interval{2'000};
  std::size_t max_sockets = 10'000;  ///< shown to a page that is opened; those that come later are shown, too
  std::size_t max_events = 1'000;    ///< shown per loop and `stats_interval`, large ones count for several
  /// Headers of handshakes that are shown, lower case, as far as `server_options::handshake_headers` keeps them.
  std::vector<std::string> shown_headers{"origin", "user-agent", "accept-language"};
  /// Query parameters of handshakes whose value is shown; of others, which may be tokens, only the name.
  std::vector<std::string> shown_parameters{"EIO", "transport", "t", "b64", "j"};
};

/// Lets the page of `@socket.io/admin-ui` look at `io` and act on it, through a namespace of its own. The page is not
/// part of it: serve the package's `ui/dist`, and allow its origin (`engineio::server_options::allowed_origins`).
///
/// Nothing is collected while no page is open. The server needs no more than this; passwords are checked on a thread of
/// its own, sessions are kept in memory. Shown are neither Engine.IO ids nor what clients authenticate with.
///
/// Once, before the server listens. Throws std::invalid_argument for options that cannot be meant.
void instrument(server& io, const admin_options& options);

}  // namespace webchats::socketio
