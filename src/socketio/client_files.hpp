#pragma once

#include <span>
#include <string_view>

#include "http/embedded_file.hpp"

namespace webchats::http {
class router;
}

namespace webchats::socketio {

/// The files of the browser client, as its npm package has them, sorted by path: "/socket.io.min.js" and its
/// neighbours. Empty in a build that was made without the package.
[[nodiscard]] std::span<const http::embedded_file> client_files() noexcept;

/// Serves them below `path`, which ends with a slash: "/socket.io/socket.io.min.js". Any page of any origin may load
/// them; they are public.
void serve_client(http::router& routes, std::string_view path);

}  // namespace webchats::socketio
