#pragma once

#include <span>

#include "http/embedded_file.hpp"

namespace webchats::api::rest {

/// docs/openapi, linked in by cmake/embed.cmake: "/openapi.json", which describes every call of `/api/v1`.
[[nodiscard]] std::span<const http::embedded_file> openapi_files() noexcept;

}  // namespace webchats::api::rest
