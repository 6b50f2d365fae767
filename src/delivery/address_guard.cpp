#include "delivery/address_guard.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace webchats::delivery {

namespace {

namespace ip = boost::asio::ip;

/// The special-purpose registries of IANA (RFC 6890), and multicast.
const std::array special_v4{
    ip::make_network_v4("0.0.0.0/8"),       ip::make_network_v4("10.0.0.0/8"),
    ip::make_network_v4("100.64.0.0/10"),   ip::make_network_v4("127.0.0.0/8"),
    ip::make_network_v4("169.254.0.0/16"),  ip::make_network_v4("172.16.0.0/12"),
    ip::make_network_v4("192.0.0.0/24"),    ip::make_network_v4("192.0.2.0/24"),
    ip::make_network_v4("192.31.196.0/24"), ip::make_network_v4("192.52.193.0/24"),
    ip::make_network_v4("192.88.99.0/24"),  ip::make_network_v4("192.168.0.0/16"),
    ip::make_network_v4("192.175.48.0/24"), ip::make_network_v4("198.18.0.0/15"),
    ip::make_network_v4("198.51.100.0/24"), ip::make_network_v4("203.0.113.0/24"),
    ip::make_network_v4("224.0.0.0/3"),
};

/// All that is not global unicast; and in it what is for tests, tunnels and documents.
const ip::network_v6 global_v6 = ip::make_network_v6("2000::/3");
const std::array special_v6{
    ip::make_network_v6("2001::/23"),  // Teredo, benchmarks, ORCHID
    ip::make_network_v6("2001:db8::/32"),
    ip::make_network_v6("2002::/16"),  // 6to4
    ip::make_network_v6("3fff::/20"),
};
const ip::network_v6 nat64 = ip::make_network_v6("64:ff9b::/96");

template <class Network, class Address>
bool holds(const Network& network, const Address& address) {
  return Network(address, network.prefix_length()).canonical() == network.canonical();
}

template <class Networks, class Address>
bool any_holds(const Networks& networks, const Address& address) {
  return std::ranges::any_of(networks, [&](const auto& each) { return holds(each, address); });
}

/// The IPv4 address that a packet to `address` ends at.
std::optional<ip::address_v4> inner_v4(const ip::address_v6& address) {
  if (!address.is_v4_mapped() && !holds(nat64, address)) return std::nullopt;
  const auto bytes = address.to_bytes();
  return ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]});
}

}  // namespace

address_guard::address_guard(std::span<const std::string> allowed) {
  for (const auto& each : allowed) {
    const bool v6 = each.contains(':');
    const bool network = each.contains('/');
    boost::system::error_code error;
    if (v6) {
      allowed_v6_.push_back(ip::make_network_v6(network ? each : each + "/128", error));
    } else {
      allowed_v4_.push_back(ip::make_network_v4(network ? each : each + "/32", error));
    }
    if (error) throw std::invalid_argument("\"" + each + "\" is neither an address nor a network");
  }
}

bool address_guard::names(const ip::address& address) const {
  if (address.is_v4()) return any_holds(allowed_v4_, address.to_v4());
  return any_holds(allowed_v6_, ip::address_v6(address.to_v6().to_bytes()));
}

bool address_guard::permits(const ip::address& address) const {
  if (address.is_v4()) return names(address) || !any_holds(special_v4, address.to_v4());
  const auto v6 = address.to_v6();
  if (const auto inner = inner_v4(v6)) return permits(*inner);
  // A zone names an interface of this machine.
  const ip::address_v6 plain(v6.to_bytes());
  if (names(address)) return true;
  return v6.scope_id() == 0 && holds(global_v6, plain) && !any_holds(special_v6, plain);
}

}  // namespace webchats::delivery
