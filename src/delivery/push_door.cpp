#include "delivery/push_door.hpp"

#include <utility>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "base/base64.hpp"

namespace webchats::delivery {

namespace {

/// RFC 8292, 2: at most 24 hours ahead.
constexpr std::chrono::hours claim_lifetime{12};

std::string origin_of(const boost::urls::url_view& url) {
  return std::string(url.scheme()) + "://" + std::string(url.encoded_host_and_port());
}

}  // namespace

push_door::push_door(std::string_view key, std::string contact, address_guard guard)
    : key_(p256_key::parse(key)),
      public_key_(base::base64url(key_.public_bytes())),
      contact_(std::move(contact)),
      guard_(std::move(guard)) {}

bool push_door::may_reach(std::string_view endpoint) const {
  const auto url = boost::urls::parse_uri(endpoint);
  if (!url || url->has_userinfo() || url->host().empty() || url->has_fragment()) return false;
  if (url->scheme_id() == boost::urls::scheme::https) return true;
  if (url->scheme_id() != boost::urls::scheme::http) return false;
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(url->host_address(), error);
  return !error && guard_.names(address);
}

bool push_door::can_seal_for(const chat::push_target& to) const {
  return push_receiver_of(to.p256dh, to.auth).has_value();
}

std::optional<chat::web_request> push_door::request_for(const chat::push_target& to, std::string_view plain,
                                                        std::string_view topic, urgency how,
                                                        std::chrono::seconds lifetime, chat::instant now) const {
  const auto receiver = push_receiver_of(to.p256dh, to.auth);
  const auto url = boost::urls::parse_uri(to.endpoint);
  if (!receiver || !url) return std::nullopt;
  const auto expires = std::chrono::floor<std::chrono::seconds>(now) + claim_lifetime;
  return chat::web_request{
      .url = to.endpoint,
      .headers = {{"Content-Type", "application/octet-stream"},
                  {"Content-Encoding", "aes128gcm"},
                  {"TTL", std::to_string(lifetime.count())},
                  {"Urgency", how == urgency::high ? "high" : "normal"},
                  {"Topic", std::string(topic)},
                  {"Authorization", vapid_authorization(key_, origin_of(*url), contact_, expires)}},
      .body = seal(*receiver, plain)};
}

}  // namespace webchats::delivery
