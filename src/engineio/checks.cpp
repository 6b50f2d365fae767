#include "engineio/checks.hpp"

#include <algorithm>
#include <string_view>

namespace webchats::engineio {
namespace {

using transports = server_options::transports;

bool enabled(transports which, transport wanted) noexcept {
  return which == transports::all ||
         (which == transports::polling_only ? wanted == transport::polling : wanted == transport::websocket);
}

std::string names(transports which) {
  switch (which) {
    case transports::all:
      return "polling or websocket";
    case transports::polling_only:
      return "polling, and nothing else here";
    case transports::websocket_only:
      return "websocket, and nothing else here";
  }
  return {};
}

bool has_illegal_character(std::string_view value) noexcept {
  return std::ranges::any_of(value, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

/// A foreign page that hides its origin: a script element or a request whose answer it may not read, neither of which
/// carries an Origin. Browsers tell by themselves where a request comes from (Fetch Metadata).
bool is_hidden_cross_site(const http::request& request) {
  const std::string_view site = request.header("sec-fetch-site").value_or("");
  return !request.header("origin") && (site == "cross-site" || site == "same-site");
}

refusal bad_request(std::string hint) { return {.code = refusal_code::bad_request, .hint = std::move(hint)}; }

}  // namespace

bool is_foreign(const server_setup& setup, const http::request& request) {
  const http::origin_policy& origins = setup.cors.origins();
  if (!origins.permits(request)) return true;
  return !request.upgrade && !origins.permits_all() && is_hidden_cross_site(request);
}

std::optional<refusal> check_request(const server_setup& setup, const http::request& request,
                                     const request_parameters& parameters) {
  const transports which = setup.options.enabled;
  if (!parameters.wanted || !enabled(which, *parameters.wanted)) {
    return refusal{.code = refusal_code::unknown_transport, .hint = "transport is " + names(which)};
  }
  if (has_illegal_character(request.header("origin").value_or(""))) {
    return bad_request("Origin holds characters that no header may");
  }
  if (is_foreign(setup, request)) {
    return refusal{.code = refusal_code::forbidden,
                   .hint = "pages of this origin may not connect; allowed_origins lists those that may",
                   .status = 403};
  }
  if (request.upgrade && *parameters.wanted != transport::websocket) {
    return bad_request("an upgrade request wants transport=websocket");
  }
  if (!parameters.sid.empty()) return std::nullopt;
  if (request.method != http::method::get) {
    return refusal{.code = refusal_code::bad_handshake_method, .hint = "a request without sid opens a session, by GET"};
  }
  if (*parameters.wanted == transport::websocket && !request.upgrade) {
    return bad_request("transport=websocket without an upgrade: does a proxy drop the headers Upgrade and Connection?");
  }
  return std::nullopt;
}

std::optional<refusal> check_revision(const server_setup& setup, const request_parameters& parameters) {
  if (parameters.revision == protocol::v4 || setup.options.v3 == server_options::v3_clients::accept) {
    return std::nullopt;
  }
  return refusal{.code = refusal_code::unsupported_version,
                 .hint =
                     "the client speaks Engine.IO 3 (Socket.IO 1 and 2), this server only 4 (Socket.IO 3 and "
                     "later); its option v3 = accept lets such clients in"};
}

}  // namespace webchats::engineio
