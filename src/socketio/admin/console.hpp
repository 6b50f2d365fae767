#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <boost/json/value.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "engineio/server.hpp"
#include "net/deadline.hpp"
#include "socketio/admin/login.hpp"
#include "socketio/admin/serializer.hpp"
#include "socketio/admin/statistics.hpp"
#include "socketio/admin/viewer.hpp"
#include "socketio/admin_ui.hpp"
#include "socketio/namespace.hpp"
#include "socketio/server_observer.hpp"

namespace webchats::socketio {

struct server_core;

/// The server's side of the admin page: lets pages in, tells each of them what there is and what happens, and carries
/// out what they ask for. While no page is open it is no observer, and its clock stands still.
class admin_console final : public server_observer, private net::deadline {
 public:
  using connection_counters = std::function<engineio::server_counters()>;

  /// Sets the handlers of the namespace. `core` outlives it; the loops do not run any more when it is destroyed.
  /// Throws std::invalid_argument.
  admin_console(server_core& core, connection_counters connections, const admin_options& options);
  ~admin_console() override;
  admin_console(const admin_console&) = delete;
  admin_console& operator=(const admin_console&) = delete;

  void on_connected(const socket& who) override;
  void on_disconnected(const socket& who, disconnect_reason reason) override;
  void on_upgraded(const socket& who) override;
  void on_joined(const socket& who, std::string_view room) override;
  void on_left(const socket& who, std::string_view room) override;
  void on_received(const socket& who, std::string_view event, const arguments& values) override;
  void on_sent(const socket& who, std::string_view event, const arguments& values) override;

 private:
  /// Of one loop, and touched only there.
  struct place {
    std::vector<std::shared_ptr<admin_viewer>> viewers;
    std::atomic<std::size_t> viewer_count{0};                         // any thread
    boost::unordered_flat_map<const socket*, std::size_t> data_told;  // hashes
    std::size_t events_left = 0;                                      // until the clock ticks
  };

  // pages: console.cpp
  void let_in(const socket_ptr& page, const next_function& next);
  void open(const socket_ptr& page);
  void close(const socket& page);
  void pages_changed(int by);
  void send_sockets(std::size_t of_loop, const std::shared_ptr<admin_viewer>& to);
  void on_deadline() override;
  void on_loop(std::size_t index, std::function<void()> task);

  // what happens: console_observer.cpp
  using weight = admin_message::weight;
  [[nodiscard]] place& here() noexcept;
  /// `values` is JSON text; several have commas between them.
  void tell(std::string_view event, std::string values, weight matters = weight::essential);
  void tell_room(std::string_view event, const socket& who, const std::string& room);
  void tell_event(std::string_view kind, const socket& who, std::string_view event, const arguments& values);
  /// Notes what the pages know of the data of `who`; whether that is news.
  bool note_data(const socket& who);
  void tell_changed_data();
  /// The namespace and the id.
  [[nodiscard]] std::string names_of(const socket& who) const;

  // what pages ask for: console_actions.cpp
  using action = std::function<void(const broadcast_operator& whom)>;
  void set_actions(namespace_& pages);
  void act(const socket& page, const std::string& what, const arguments& values, std::size_t filter,
           const action& carry_out);

  server_core& core_;
  const admin_options options_;
  const connection_counters connections_;
  const admin_serializer serializer_;
  admin_statistics statistics_;       // its counting: on the first loop
  std::optional<admin_login> login_;  // nothing: everybody is let in
  namespace_& pages_;
  std::vector<place> places_;  // by loop
  net::deadline_queue clock_;  // on the first loop
  std::mutex mutex_;           // of changes of the next
  std::atomic<std::size_t> open_pages_{0};
};

}  // namespace webchats::socketio
