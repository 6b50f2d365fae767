#pragma once

#include <span>

#include "http/embedded_file.hpp"

namespace webchats::app {

/// Every file of the page, sorted by path; linked in by cmake/embed.cmake. It always holds "/index.html": the real one,
/// or, in a build made without web/dist, a page that says how to build it.
[[nodiscard]] std::span<const http::embedded_file> page_files() noexcept;

}  // namespace webchats::app
