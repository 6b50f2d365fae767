#pragma once

#include "http/message.hpp"
#include "http/router.hpp"

namespace webchats::app {

/// Makes the embedded page answer whatever no other route takes: its files with ETag, compressed when the client
/// takes it, hashed names cached for good; every other path that looks like a page is index.html, for the page's own
/// router.
void install_page(http::router& routes);

/// Headers of every answer: no sniffing, no framing, no foreign content. Source: threat model C5.
void install_security_headers(http::router& routes);

/// The answer of the page to `request`; a pure function of it.
[[nodiscard]] http::response page_answer(const http::request& request);

}  // namespace webchats::app
