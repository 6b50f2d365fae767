#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "socketio/ack_result.hpp"
#include "socketio/audience.hpp"
#include "socketio/encoded_packet.hpp"
#include "socketio/membership.hpp"
#include "socketio/recovery_log.hpp"
#include "socketio/remote_socket.hpp"
#include "socketio/room.hpp"
#include "socketio/socket.hpp"

namespace webchats::socketio {

class broadcast_question;
struct server_loop;

/// A namespace on one loop: its sockets and rooms there. Touched only on that loop, `count` excepted.
class namespace_shard {
 public:
  namespace_shard(namespace_& parent, server_loop& home);
  ~namespace_shard();
  namespace_shard(const namespace_shard&) = delete;
  namespace_shard& operator=(const namespace_shard&) = delete;

  [[nodiscard]] namespace_& parent() noexcept { return parent_; }
  [[nodiscard]] server_loop& home() noexcept { return home_; }
  [[nodiscard]] net::loop& loop() noexcept;
  /// Connected sockets on this loop; any thread.
  [[nodiscard]] std::size_t count() const noexcept { return count_.load(std::memory_order_relaxed); }

  void add(socket_ptr joined, engineio::session& session, wire_form form);
  /// Takes the socket out of all rooms and of the namespace.
  void remove(socket& leaving);
  /// Lets go of all sockets and questions, which hold the namespace; when the server ends. Nobody is told.
  void clear() noexcept;
  void join(socket& who, engineio::session& session, std::string_view name);
  void leave(socket& who, std::string_view name);

  /// Delivers to every socket of the audience, once: two pointers copied per delivery, nothing allocated.
  void emit(const audience& who, const emit_options& how, const encoded_packet& packet);
  /// Delivers what the recovery log holds for this loop, in its order.
  void drain();
  void deliver(const recovery_log::entries& entries);
  /// Number of the last entry of the recovery log that this loop has delivered.
  [[nodiscard]] std::uint64_t delivered() const noexcept { return delivered_; }
  void set_delivered(std::uint64_t number) noexcept { delivered_ = number; }

  /// Asks the audience; `packet` has the acknowledgement id `ack_id`. `done` is called on this loop.
  void emit_with_ack(const audience& who, const emit_options& how, const encoded_packet& packet, std::uint64_t ack_id,
                     std::chrono::milliseconds timeout, std::function<void(broadcast_answers)> done);
  /// A socket has answered a question that many were asked.
  void answered(const socket& who, std::uint64_t ack_id, arguments values);

  void sockets_join(const audience& who, std::string_view name);
  void sockets_leave(const audience& who, std::string_view name);
  void disconnect_sockets(const audience& who, underlying connection);
  [[nodiscard]] std::vector<remote_socket> list_sockets(const audience& who);

  /// The connected sockets here.
  [[nodiscard]] const std::vector<socket_ptr>& sockets() const noexcept { return owners_; }

  /// One more or one less of the sockets here has handlers of outgoing events.
  void watch_outgoing() noexcept { ++outgoing_watchers_; }
  void unwatch_outgoing() noexcept { --outgoing_watchers_; }

 private:
  struct by_id {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const noexcept { return std::hash<std::string_view>{}(id); }
    std::size_t operator()(const socket* s) const noexcept { return (*this)(std::string_view(s->id())); }
    bool operator()(const socket* a, const socket* b) const noexcept { return a == b; }
    bool operator()(std::string_view id, const socket* s) const noexcept { return id == s->id(); }
    bool operator()(const socket* s, std::string_view id) const noexcept { return id == s->id(); }
  };
  struct by_name {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const noexcept { return std::hash<std::string_view>{}(name); }
    std::size_t operator()(const std::unique_ptr<room>& r) const noexcept { return (*this)(std::string_view(r->name)); }
    bool operator()(const std::unique_ptr<room>& a, const std::unique_ptr<room>& b) const noexcept { return a == b; }
    bool operator()(std::string_view name, const std::unique_ptr<room>& r) const noexcept { return name == r->name; }
    bool operator()(const std::unique_ptr<room>& r, std::string_view name) const noexcept { return name == r->name; }
  };

  [[nodiscard]] room* find_room(std::string_view name) const;
  [[nodiscard]] socket* find_socket(std::string_view id) const;
  static void take_along(const room& from, const member& leaving);
  void drop(room& from, std::uint32_t index);
  [[nodiscard]] std::uint32_t next_mark();

  struct plain_audience;
  template <typename Action>
  void visit(std::string_view name, Action&& each);
  std::uint32_t mark_excluded(const audience& who);
  [[nodiscard]] std::optional<plain_audience> plain(const audience& who);
  [[nodiscard]] fan_out* outlet_of(room& list);
  /// Calls `action(member)` once for every member of the audience. It must not add or remove members.
  template <typename Action>
  void for_each(const audience& who, Action&& action);
  [[nodiscard]] std::vector<socket_ptr> select(const audience& who);
  /// `logged`: the entry of the recovery log that is delivered, if it is one.
  void send(const audience& who, const emit_options& how, const encoded_packet& packet,
            const recovery_log::entry* logged = nullptr);
  void show_outgoing(const audience& who, const encoded_packet& packet);

  namespace_& parent_;
  server_loop& home_;
  room everybody_;                  // without a name
  std::vector<socket_ptr> owners_;  // owners_[i] is everybody_.members[i].owner
  boost::unordered_flat_set<socket*, by_id, by_id> ids_;
  boost::unordered_flat_set<std::unique_ptr<room>, by_name, by_name> rooms_;
  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<broadcast_question>> questions_;
  std::uint64_t delivered_ = 0;
  std::size_t outgoing_watchers_ = 0;
  std::uint32_t mark_ = 0;
  std::atomic<std::size_t> count_{0};
};

}  // namespace webchats::socketio
