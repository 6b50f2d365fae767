#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engineio/refusal.hpp"
#include "engineio/session.hpp"
#include "http/message.hpp"

// What a program may hang into the server. All of it is called on loops, several at the same time.
namespace webchats::engineio {

/// Makes the handler for a new session; called on the session's loop. `request` is the handshake. It may already
/// `send`: to a polling client of revision 3 these messages go out together with OPEN, otherwise right after it.
/// Null refuses the client (code 4).
using accept_handler = std::function<std::unique_ptr<session_handler>(session&, const http::request& request)>;

/// The answer to a question about a request: nothing lets it pass, a text refuses it. Called once, on any thread, at
/// once or later; a second call, or one after the deadline, does nothing. Not to be called after the loops are gone.
using decision = std::function<void(std::optional<std::string> refusal)>;

/// Sees and may change every request of the path before anything else does, and lets it pass or refuses it (code 3, the
/// text as hint). `request` lives as long as a copy of `next` and is touched only on its loop, until `next` is called.
using middleware = std::function<void(http::request& request, decision next)>;

/// Lets a handshake in or refuses it (code 4, the text as message). `request` lives as long as a copy of `decide`.
using allow_handler = std::function<void(const http::request& request, decision decide)>;
/// An `allow_handler` of a rule that knows at once; it refuses with "Forbidden".
[[nodiscard]] allow_handler allow_if(std::function<bool(const http::request&)> rule);

/// Adds to the headers of an answer, or changes them.
using header_hook = std::function<void(http::header_list& headers, const http::request& request)>;

/// A request that is refused. The views live during the call.
struct connection_error {
  refusal_code code;
  unsigned status;           ///< of the HTTP answer
  std::string_view message;  ///< what the client is told
  std::string_view detail;   ///< what is wrong with the request and what helps; may be empty
  const http::request& request;
};
using connection_error_handler = std::function<void(const connection_error&)>;

}  // namespace webchats::engineio
