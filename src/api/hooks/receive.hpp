#pragma once

#include "api/services.hpp"
#include "http/router.hpp"

namespace webchats::api::hooks {

/// Adds the URLs that programs write into rooms by: `/hooks/{token}` for every dialect, and the paths of the services
/// themselves, so that a script needs another host and nothing else. `services` outlives the routes.
void add_routes(http::router& routes, const api::services& services);

}  // namespace webchats::api::hooks
