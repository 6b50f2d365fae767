#pragma once

#include "api/services.hpp"
#include "http/cors.hpp"
#include "http/router.hpp"

namespace webchats::api::rest {

/// Adds every call of `/api/v1`. `services` outlives the routes; `origins` says which other sites' pages may call.
void add_routes(http::router& routes, const api::services& services, const http::cors& origins);

/// Adds `/files/{name}`: stored files, under names that cannot be guessed. Any query is ignored. Images are shown, all
/// others only saved. `files` outlives the routes.
void add_files(http::router& routes, file_source source, chat::files& files);

}  // namespace webchats::api::rest
