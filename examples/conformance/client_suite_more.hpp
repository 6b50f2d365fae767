#pragma once

#include "socketio/server.hpp"

/// Adds to the mode `client-suite` what tests/client-suite asks for beyond the client's own suite.
void client_suite_more(webchats::socketio::server& io);
