#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chat/ports/robot.hpp"

/// The bodies of OpenAI's chat completions API. Pure.
namespace webchats::robot {

/// The request for one question; it asks for a stream.
[[nodiscard]] std::string completion_request(std::string_view model, const chat::question& asked);

/// The answer's text in a response that is no stream, or empty when the body has another shape.
[[nodiscard]] std::string completion_text(std::string_view body);

/// What one event of a stream adds to the answer.
struct completion_piece {
  std::string text;
  bool last = false;  ///< nothing follows that belongs to the answer
};

/// Reads the data of an event. Nothing when it is no JSON object or tells of an error.
[[nodiscard]] std::optional<completion_piece> read_piece(std::string_view data);

}  // namespace webchats::robot
