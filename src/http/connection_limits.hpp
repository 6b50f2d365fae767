#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <boost/asio/ip/address.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

namespace webchats::http {

/// Whom a limit on clients means: an IPv4 address, or the /64 network of an IPv6 one, of which every subscriber has
/// 2^64 addresses.
using client_key = std::array<unsigned char, 17>;
[[nodiscard]] client_key key_of(const boost::asio::ip::address& client);

/// Who may have how many connections open, over all loops. Shared by them; every call takes one short lock.
class connection_limits : public std::enable_shared_from_this<connection_limits> {
 public:
  /// Holding one of these is having a connection; dropping it gives the place back; every copy counts. Never null when
  /// admitted.
  using ticket = std::shared_ptr<const void>;

  /// 0 is no limit. `body_bytes`: of all bodies that are being read or answered together.
  connection_limits(std::size_t per_address, std::size_t in_all, std::size_t body_bytes);

  /// A place for a connection of `client`; null when it has as many as it may, or all places are taken.
  [[nodiscard]] ticket admit(const boost::asio::ip::address& client);
  /// A place for the connection of a proxy, whose clients are not known yet.
  [[nodiscard]] ticket admit_proxy();
  /// Takes `bytes` of the memory for bodies; false when there is not so much left. Give back what was taken.
  [[nodiscard]] bool hold_body(std::size_t bytes) noexcept;
  void give_back_body(std::size_t bytes) noexcept { body_bytes_.fetch_sub(bytes, std::memory_order_relaxed); }

  /// Places that are taken.
  [[nodiscard]] std::size_t open() const;

 private:
  [[nodiscard]] std::size_t taken() const noexcept;
  [[nodiscard]] bool full() const noexcept { return in_all_ != 0 && taken() >= in_all_; }
  void give_back(const client_key& client);

  const std::size_t per_address_;
  const std::size_t in_all_;
  const std::size_t most_body_bytes_;
  std::atomic<std::size_t> body_bytes_{0};
  mutable std::mutex mutex_;
  // Where addresses do not count, a connection's ticket is a copy of this one, and costs no memory of its own.
  const ticket anybody_ = std::make_shared<char>();
  std::size_t open_ = 0;  // those of the addresses in the map
  boost::unordered_flat_map<client_key, std::size_t> by_client_;
};

}  // namespace webchats::http
