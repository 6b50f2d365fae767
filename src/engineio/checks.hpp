#pragma once

#include <optional>

#include "engineio/refusal.hpp"
#include "engineio/request_parameters.hpp"
#include "engineio/setup.hpp"

namespace webchats::engineio {

/// What is wrong with a request, in the order in which the reference server looks at it; whether the session exists is
/// another question.
[[nodiscard]] std::optional<refusal> check_request(const server_setup& setup, const http::request& request,
                                                   const request_parameters& parameters);

/// Whether a page of another site made the request that this server does not know. It is refused whatever else it is.
[[nodiscard]] bool is_foreign(const server_setup& setup, const http::request& request);

/// What is wrong with a handshake that was let in.
[[nodiscard]] std::optional<refusal> check_revision(const server_setup& setup, const request_parameters& parameters);

}  // namespace webchats::engineio
