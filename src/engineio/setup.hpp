#pragma once

#include <string_view>
#include <vector>

#include "engineio/hooks.hpp"
#include "engineio/refusal.hpp"
#include "engineio/server_options.hpp"
#include "http/cors.hpp"

namespace webchats::engineio {

/// What a server is made with. Not changed once requests come; read on every loop.
struct server_setup {
  server_setup(server_options given, accept_handler accepts);

  server_options options;
  accept_handler accept;
  http::cors cors;
  std::vector<middleware> middlewares;
  connection_error_handler on_connection_error;
  header_hook on_initial_headers;
  header_hook on_headers;

  /// Tells the program of a refusal.
  void tell(const http::request& request, const refusal& why) const;
  /// What every HTTP answer to `request` carries.
  [[nodiscard]] http::header_list answer_headers(const http::request& request) const;
  /// What the program wants on every answer and on the 101.
  void add_headers(http::header_list& headers, const http::request& request) const;
  /// What the answer to the handshake of session `sid` carries besides.
  void add_initial_headers(http::header_list& headers, const http::request& request, std::string_view sid) const;
};

}  // namespace webchats::engineio
