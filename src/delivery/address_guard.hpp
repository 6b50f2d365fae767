#pragma once

#include <span>
#include <string>
#include <vector>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace webchats::delivery {

/// Keeps requests that people cause inside the public internet: nobody reaches the operator's network, the machine
/// itself or a cloud's metadata by naming an address, however it is written. Immutable; any thread.
class address_guard {
 public:
  /// `allowed`: addresses and networks ("127.0.0.1", "10.1.0.0/16", "fd00::/8") that may be asked all the same. Throws
  /// std::invalid_argument.
  explicit address_guard(std::span<const std::string> allowed = {});

  [[nodiscard]] bool permits(const boost::asio::ip::address& address) const;
  /// Whether `address` is one of those `allowed`.
  [[nodiscard]] bool names(const boost::asio::ip::address& address) const;

 private:
  std::vector<boost::asio::ip::network_v4> allowed_v4_;
  std::vector<boost::asio::ip::network_v6> allowed_v6_;
};

}  // namespace webchats::delivery
