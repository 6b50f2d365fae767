#pragma once

#include "socketio/adapter.hpp"

namespace webchats::socketio {

class namespace_;
class namespace_directory;

/// The adapter of a pattern: what is done to it is done to every namespace that it has made. Sockets of several
/// namespaces cannot be asked or listed together: `emit_with_ack` and `fetch_sockets` throw std::logic_error.
class pattern_adapter final : public adapter {
 public:
  pattern_adapter(const namespace_directory& all, const namespace_& pattern) : all_(all), pattern_(pattern) {}

  void emit(const audience& who, const emit_options& how, std::string_view event, const arguments& values) override;
  void emit_with_ack(const audience& who, const emit_options& how, std::string_view event, const arguments& values,
                     std::chrono::milliseconds timeout, std::function<void(broadcast_answers)> done) override;
  void sockets_join(const audience& who, const std::string& room) override;
  void sockets_leave(const audience& who, const std::string& room) override;
  void disconnect_sockets(const audience& who, underlying connection) override;
  void fetch_sockets(const audience& who, reach scope, std::function<void(std::vector<remote_socket>)> done) override;
  void server_side_emit(std::string_view event, const arguments& values, std::chrono::milliseconds timeout,
                        std::function<void(std::vector<arguments>)> done) override;

 private:
  void on_each(const std::function<void(adapter&)>& action) const;

  const namespace_directory& all_;
  const namespace_& pattern_;
};

}  // namespace webchats::socketio
