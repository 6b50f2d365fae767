#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>
#include <boost/unordered/unordered_flat_set.hpp>

#include "engineio/http_exchange.hpp"
#include "engineio/refusal.hpp"
#include "engineio/request_parameters.hpp"
#include "engineio/server.hpp"
#include "engineio/session.hpp"
#include "engineio/setup.hpp"
#include "engineio/websocket_link.hpp"
#include "net/deadline.hpp"
#include "ws/handshake.hpp"

namespace webchats::engineio {

/// An upgrade request whose WebSocket handshake is right, on its way to the loop of its session.
struct upgrade_request {
  http::request request;
  request_parameters parameters;
  ws::handshake agreed;
  std::string early;  ///< bytes that came behind the request
};

/// The sessions of one loop, and what they need from it. Touched only on that loop, the counters apart.
class server::shard final : public session_host {
 public:
  shard(net::loop& loop, const server_setup& setup);
  ~shard() override;

  /// The living session with this id, or null.
  [[nodiscard]] session* find(const session_id& id);

  void open_by_polling(const http::request& request, const request_parameters& parameters,
                       std::shared_ptr<http_exchange> reply);
  void open_by_websocket(net::stream& stream, upgrade_request asked);
  /// A request with a sid of this loop.
  void serve(const session_id& id, http::request request, const request_parameters& parameters,
             std::shared_ptr<exchange> reply);
  void serve_upgrade(const session_id& id, net::stream& stream, upgrade_request asked);
  void poll_aborted(const session_id& id, const exchange& poll);
  void close_all();

  [[nodiscard]] std::size_t max_payload_for(const http::request& handshake) const;
  /// Counts a refusal and tells the program of it.
  void note_refusal(const http::request& request, const refusal& why);

  /// Holds a request that is not decided on, and gives it its time.
  void keep(std::shared_ptr<admission> waiting);
  void forget(const std::shared_ptr<admission>& decided);

  shard_counters counters;

  // session_host
  net::loop& loop() noexcept override { return loop_; }
  net::steady_time now() const noexcept override { return std::chrono::steady_clock::now(); }
  std::chrono::milliseconds interval(deadline_kind kind) const noexcept override;
  void arm(net::deadline& entry, deadline_kind kind) override;
  void disarm(net::deadline& entry) noexcept override { net::deadline_queue::disarm(entry); }
  void flush_later(session& self) override;
  void ended(session& self, close_reason reason) override;
  void upgrade_ended(upgrade_result result) override;

 private:
  struct by_id {
    using is_transparent = void;
    std::size_t operator()(const session_id& id) const noexcept { return hash_value(id); }
    std::size_t operator()(const session* one) const noexcept { return hash_value(one->sid()); }
    bool operator()(const session* a, const session* b) const noexcept { return a == b; }
    bool operator()(const session_id& id, const session* one) const noexcept { return id == one->sid(); }
    bool operator()(const session* one, const session_id& id) const noexcept { return id == one->sid(); }
  };

  /// The number of sessions on the transport of `one`.
  [[nodiscard]] loop_counter& gauge_of(const session& one) noexcept;
  [[nodiscard]] session& add(const http::request& request, const request_parameters& parameters);
  /// False when the protocol above does not want the client.
  [[nodiscard]] bool introduce(session& fresh, const http::request& request);
  [[nodiscard]] ws::options websocket_options(const session& owner, ws::options::deflate_mode deflate) const;
  void refuse_body(const http::request& request, const session& target, exchange& reply);
  void refuse(net::stream& stream, const http::request& request, const refusal& why);
  /// Answers the handshake and runs the WebSocket; `introduce` tells session and link of each other.
  template <class Introduce>
  void run(net::stream& stream, upgrade_request& asked, const session& owner, Introduce introduce);
  void schedule();
  void end_turn();

  net::loop& loop_;
  const server_setup& setup_;
  const server_options& options_;
  std::array<std::unique_ptr<net::deadline_queue>, 5> queues_;
  std::unique_ptr<net::deadline_queue> open_delay_;  // null without one
  net::deadline_queue admission_deadlines_;
  boost::unordered_flat_set<std::shared_ptr<admission>> admissions_;
  boost::unordered_flat_set<session*, by_id, by_id> sessions_;  // its own, until they have ended
  std::vector<session*> to_flush_;
  std::vector<std::unique_ptr<session>> ended_;
  enum class turn_end : std::uint8_t { idle, scheduled } turn_end_ = turn_end::idle;
};

}  // namespace webchats::engineio
