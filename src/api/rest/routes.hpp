#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "api/services.hpp"
#include "http/cors.hpp"
#include "http/router.hpp"

namespace webchats::api::rest {

/// Whom a call is for.
enum class access : std::uint8_t {
  open,      ///< anybody
  personal,  ///< whoever has a token
};

/// A call of `/api/v1`.
struct route {
  http::method verb;
  std::string_view pattern;  ///< a literal
  access who;
};

/// Every call there is.
[[nodiscard]] std::vector<route> all_routes();

/// Adds every call of `/api/v1`. `services` outlives the routes; `origins` says which other sites' pages may call.
void add_routes(http::router& routes, const api::services& services, const http::cors& origins);

/// Adds `/files/{name}`: stored files, under names that cannot be guessed. Any query is ignored. Images are shown, all
/// others only saved. `files` outlives the routes.
void add_files(http::router& routes, file_source source, chat::files& files);

}  // namespace webchats::api::rest
