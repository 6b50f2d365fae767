#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/accept_language.hpp"
#include "api/json/reader.hpp"
#include "api/json/writer.hpp"
#include "chat/language.hpp"
#include "chat/outcome.hpp"
#include "chat/types.hpp"
#include "http/message.hpp"

namespace webchats::api {

/// The error codes of the modern contract (docs/protocol.md). One table (error.cpp) holds their names, HTTP statuses
/// and texts.
enum class error_code : std::uint8_t {
  invalid,            ///< a field is missing, of the wrong type, or out of bounds
  unauthorized,       ///< no token, or one that is not valid any more
  wrong_credentials,  ///< e-mail and password do not match
  forbidden,          ///< known, but not allowed
  muted,              ///< may not write here for a while
  not_found,          ///< no such thing, or not for you
  gone,               ///< an invite or a code that is used up or too old
  taken,              ///< somebody has this e-mail, name or command
  conflict,           ///< the state of things does not allow it
  too_large,          ///< body or file over the limit
  quota_exceeded,     ///< no more files for this person
  storage_full,       ///< no more files for anybody
  offset_mismatch,    ///< bytes of an upload are missing or are there already
  unsupported,        ///< not an image, or a body of another type
  blocked_word,       ///< the word filter stops this text
  rate_limited,       ///< too often
  unavailable,        ///< cannot be done now; retry
};

/// What is behind a code, where a person is told something else because of it. The table holds what that is.
enum class failure_reason : std::uint8_t {
  plain,            ///< nothing
  name_taken,       ///< of `taken`
  command_taken,    ///< of `taken`
  wait,             ///< of `rate_limited`: for more than a moment
  slow_mode,        ///< of `rate_limited`: the room's slow mode
  banned,           ///< of `forbidden`: kept out of a room `until` then
  banned_for_good,  ///< of `forbidden`: kept out of a room
};

/// A refusal, before it is put into words for one contract.
struct [[nodiscard]] failure {
  error_code code = error_code::unavailable;
  bad_field field{};                                  ///< of `invalid` and `taken`: what is wrong
  std::optional<std::chrono::seconds> retry_after{};  ///< of `rate_limited` and `unavailable`
  std::optional<chat::instant> until{};               ///< of `muted` and `banned`
  std::optional<std::int64_t> offset{};               ///< of `offset_mismatch`: where to go on
  failure_reason reason = failure_reason::plain;
};

/// What chat refused.
failure failure_of(const chat::refusal& why);
/// What was wrong with the shape of a request.
failure failure_of(bad_field wrong);

/// The code as clients see it: "invalid", "not_found", …
[[nodiscard]] std::string_view name_of(error_code code) noexcept;
[[nodiscard]] unsigned status_of(error_code code) noexcept;
/// What happened, for a person.
[[nodiscard]] std::string message_of(const failure& what, language lang);

/// Adds to the object of an error what a program may read of it beside its code: `field`, `retry_after`, `reason`,
/// `until`, where they apply.
void write_details(json_writer& out, const failure& what);

/// An RFC 9457 answer: `{type, title, status, code, detail}` and the details, with `Retry-After` or `Upload-Offset`
/// where it applies.
[[nodiscard]] http::response problem(const failure& what, language lang);

/// The same shape for a request that HTTP itself refuses, with the status it gives: 400, 404, 408, 413, 414, 415, 417,
/// 429, 431, 501, 503 or 505.
[[nodiscard]] http::response refused_by_http(unsigned status, language lang);

}  // namespace webchats::api
