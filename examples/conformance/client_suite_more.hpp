#pragma once

#include "socketio/server.hpp"

/// What tests/client-suite asks for beyond the suite of socket.io-client itself.
void add_more_handlers(webchats::socketio::server& io);
