#include "http/forwarded.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <stdexcept>
#include <boost/asio/ip/address_v6.hpp>

#include "http/text.hpp"

namespace webchats::http {
namespace {

namespace ip = boost::asio::ip;

template <class Bytes>
bool same_prefix(const Bytes& left, const Bytes& right, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(whole), right.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<unsigned char>(0xff << (8 - bits % 8));
  return ((left[whole] ^ right[whole]) & mask) == 0;
}

/// An address as proxies write it: plain, `[v6]`, `[v6]:port`, or `v4:port`.
ip::address parse_address(std::string_view text, boost::system::error_code& error) {
  if (text.starts_with('[')) {
    text = text.substr(1, text.find(']') - 1);
  } else if (std::ranges::count(text, ':') == 1) {
    text = text.substr(0, text.find(':'));
  }
  return unmapped(ip::make_address(std::string(text), error));
}

}  // namespace

std::string forwarded_for(const request& head) {
  std::string all;
  for (const auto& [name, value] : head.headers) {
    if (name == "x-forwarded-for") all.append(all.empty() ? "" : ",").append(value);
  }
  return all;
}

ip::address unmapped(const ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  return address;
}

std::string text_of(const ip::address& address) {
  if (!address.is_v4()) return address.to_string();
  std::array<char, std::size("255.255.255.255")> text;
  char* end = text.data();
  for (const unsigned char byte : address.to_v4().to_bytes()) {
    end = std::to_chars(end, text.data() + text.size(), unsigned{byte}).ptr;
    *end++ = '.';
  }
  return {text.data(), end - 1};
}

proxy_list::proxy_list(const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) {
    const std::size_t slash = entry.find('/');
    boost::system::error_code error;
    const ip::address address = unmapped(ip::make_address(entry.substr(0, slash), error));
    const unsigned all_bits = address.is_v4() ? 32 : 128;
    unsigned bits = all_bits;
    bool bad = static_cast<bool>(error);
    if (slash != std::string::npos) {
      const char* const end = entry.data() + entry.size();
      const auto [stop, failed] = std::from_chars(entry.data() + slash + 1, end, bits);
      bad = bad || failed != std::errc() || stop != end || bits > all_bits;
    }
    if (bad) throw std::invalid_argument("not an address or network of a trusted proxy: " + entry);
    networks_.push_back({address, bits});
  }
}

bool proxy_list::trusts(const ip::address& address) const noexcept {
  return std::ranges::any_of(networks_, [&](const network& each) {
    if (each.address.is_v4() != address.is_v4()) return false;
    if (address.is_v4())
      return same_prefix(each.address.to_v4().to_bytes(), address.to_v4().to_bytes(), each.prefix_bits);
    return same_prefix(each.address.to_v6().to_bytes(), address.to_v6().to_bytes(), each.prefix_bits);
  });
}

ip::address proxy_list::client_of(const ip::address& peer, std::string_view forwarded_for) const {
  ip::address client = unmapped(peer);
  while (trusts(client) && !forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const std::string_view last =
        trim(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
    forwarded_for = comma == std::string_view::npos ? std::string_view{} : forwarded_for.substr(0, comma);
    boost::system::error_code error;
    const ip::address named = parse_address(last, error);
    if (error) break;
    client = named;
  }
  return client;
}

}  // namespace webchats::http
