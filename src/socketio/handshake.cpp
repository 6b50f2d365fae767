#include "socketio/handshake.hpp"

#include <algorithm>

namespace webchats::socketio {

handshake_request::handshake_request(const http::request& request, engineio::protocol revision,
                                     std::span<const std::string> kept_headers)
    : time_(std::chrono::system_clock::now()), revision_(revision) {
  text_ = request.peer_address;
  text_ += '\0';
  query_begin_ = static_cast<std::uint32_t>(text_.size());
  text_ += request.query;
  text_ += '\0';
  headers_begin_ = static_cast<std::uint32_t>(text_.size());
  for (const std::string& name : kept_headers) {
    const auto value = request.header(name);
    if (!value) continue;
    text_.append(name).append(1, '\0');
    text_.append(*value).append(1, '\0');
  }
  text_.shrink_to_fit();
}

std::optional<std::string_view> handshake_request::header(std::string_view name) const noexcept {
  const std::string_view text = text_;
  for (std::size_t at = headers_begin_; at < text.size();) {
    const std::size_t name_end = text.find('\0', at);
    const std::size_t value_end = text.find('\0', name_end + 1);
    if (text.substr(at, name_end - at) == name) return text.substr(name_end + 1, value_end - name_end - 1);
    at = value_end + 1;
  }
  return std::nullopt;
}

std::optional<std::string> handshake_request::parameter(std::string_view name) const {
  http::request request;
  request.query = query();
  return request.parameter(name);
}

std::string_view handshake_request::query() const noexcept {
  return std::string_view(text_).substr(query_begin_, headers_begin_ - query_begin_ - 1);
}

std::string_view handshake_request::peer_address() const noexcept {
  return std::string_view(text_).substr(0, query_begin_ - 1);
}

}  // namespace webchats::socketio
