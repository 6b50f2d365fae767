#pragma once

#include <functional>

#include "http/router.hpp"

namespace webchats::http {

/// What a responder and its connection share. Touched only on `owner`'s thread, `owner` itself apart.
struct responder::state {
  net::loop* owner;
  connection* asking;             ///< null once answered, or when the client has gone
  std::function<void()> aborted;  ///< runs when the client goes first
};

}  // namespace webchats::http
