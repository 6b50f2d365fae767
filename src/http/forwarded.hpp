#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/asio/ip/address.hpp>

#include "http/message.hpp"

namespace webchats::http {

/// The reverse proxies whose `X-Forwarded-For` is believed.
class proxy_list {
 public:
  proxy_list() = default;
  /// Addresses ("127.0.0.1", "::1") or networks ("10.0.0.0/8"). Throws std::invalid_argument for anything else.
  explicit proxy_list(const std::vector<std::string>& entries);

  [[nodiscard]] bool trusts(const boost::asio::ip::address& address) const noexcept;

  /// The client behind `peer`: the last address in `forwarded_for` (all such headers joined by commas) that is not a
  /// trusted proxy itself. `peer` when it is not trusted or sent nothing usable.
  [[nodiscard]] boost::asio::ip::address client_of(const boost::asio::ip::address& peer,
                                                   std::string_view forwarded_for) const;

 private:
  struct network {
    boost::asio::ip::address address;
    unsigned prefix_bits;
  };
  std::vector<network> networks_;
};

/// All `X-Forwarded-For` of `head`, joined by commas.
[[nodiscard]] std::string forwarded_for(const request& head);
/// An IPv4 address that came mapped into IPv6 as IPv4, any other as it is.
[[nodiscard]] boost::asio::ip::address unmapped(const boost::asio::ip::address& address);
/// As `to_string` of the address writes it; that of IPv4 goes through printf.
[[nodiscard]] std::string text_of(const boost::asio::ip::address& address);

}  // namespace webchats::http
