#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>
#include <boost/json/value.hpp>

#include "socketio/admin_ui.hpp"
#include "socketio/arguments.hpp"

namespace webchats::socketio {

class handshake_request;
class socket;

/// Writes for the admin page, as JSON text, what it shows. Immutable; any loop.
///
/// Secrets stay here: a connection is named by its number, and so is a socket of protocol v4, whose id would be the
/// Engine.IO id.
class admin_serializer {
 public:
  /// `path` is that of the Engine.IO server.
  admin_serializer(const admin_options& options, std::string path);

  /// A whole socket, `SerializedSocket` of the package.
  [[nodiscard]] std::string socket(const socketio::socket& who) const;
  /// `socket::data`; a note instead when it is too big.
  [[nodiscard]] static std::string data(const socketio::socket& who);
  struct shown_event {
    std::string text;
    std::size_t bytes;  ///< of all the arguments
  };
  /// The name of the event and its arguments as one list. Bytes, and lists that are too big, are notes.
  [[nodiscard]] static shown_event event(std::string_view name, const arguments& values);

  /// The id of a socket as the page knows it.
  [[nodiscard]] std::string shown_id(const std::string& id, const handshake_request& request) const;
  [[nodiscard]] std::string shown_id(const socketio::socket& who) const;
  /// Whether `text` may be the shown id of a socket whose real one is not shown.
  [[nodiscard]] bool stands_for_id(std::string_view text) const noexcept;

  /// Milliseconds since 1970 in UTC, as JavaScript's Date is sent.
  [[nodiscard]] static std::string timestamp(std::chrono::system_clock::time_point when);

 private:
  [[nodiscard]] boost::json::value handshake(const handshake_request& request) const;
  [[nodiscard]] std::string client_id(const handshake_request& request) const;

  std::string path_;
  std::vector<std::string> headers_;
  std::vector<std::string> parameters_;
  std::string run_;  // tells the numbers of this run of the server from those of others
};

/// `text`, with escapes in place of what is not UTF-8: names and headers may be any bytes, JSON may not.
[[nodiscard]] std::string admin_text(std::string_view text);

}  // namespace webchats::socketio
