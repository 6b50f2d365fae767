#include "app/outgoing.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>
#include <boost/asio/ip/address.hpp>

#include "delivery/retry_schedule.hpp"

namespace webchats::app {

namespace {

delivery::retry_schedule webhook_retry_of(const config& settings) {
  return {.first = settings.webhooks_first_retry,
          .longest = settings.webhooks_longest_pause,
          .give_up = settings.webhooks_give_up};
}

/// A mail about a password is of no use later: whoever waits for it asks again.
delivery::retry_schedule mail_retry_of(const chat::limits& bounds) {
  return {.first = std::chrono::seconds(5), .longest = std::chrono::minutes(5), .give_up = bounds.code_lifetime};
}

/// A digest is made anew at each attempt, so it stays of use for as long as one may look for it.
delivery::retry_schedule digest_retry() {
  return {.first = std::chrono::seconds(5), .longest = std::chrono::hours(1), .give_up = std::chrono::hours(48)};
}

delivery::address_guard guard_with(const char* name, const std::vector<std::string>& allowed) {
  try {
    return delivery::address_guard(allowed);
  } catch (const std::invalid_argument& error) {
    throw config_error(std::string(name) + ": " + error.what());
  }
}

bool is_this_machine(const std::string& host) {
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address(host, error);
  return error ? host == "localhost" : address.is_loopback();
}

}  // namespace

std::unique_ptr<robot::openai_robot> model_robot_of(const config& settings, const chat::clock& clock) {
  if (settings.robot_url.empty()) return nullptr;
  try {
    return std::make_unique<robot::openai_robot>(
        robot::endpoint_options{.url = settings.robot_url, .key = settings.robot_key, .model = settings.robot_model},
        clock);
  } catch (const std::invalid_argument& error) {
    throw config_error(error.what());
  }
}

delivery::address_guard guard_of(const config& settings) {
  return guard_with("webhooks.allow_private", settings.webhooks_allow_private);
}

delivery::address_guard preview_guard_of(const config& settings) {
  return guard_with("previews.allow_private", settings.previews_allow_private);
}

std::unique_ptr<delivery::smtp_client> smtp_of(const config& settings, const chat::clock& clock) {
  using enum delivery::smtp_security;
  if (settings.mail_server.empty()) return nullptr;
  if (settings.mail_from.empty()) throw config_error("mail.from is missing: the address that mails come from");
  if (settings.public_url.empty()) {
    throw config_error("server.public_url is missing: mails link to it, e.g. https://chat.example.org");
  }
  const bool plain =
      settings.mail_security.empty() ? is_this_machine(settings.mail_server) : settings.mail_security == "none";
  const auto security = plain ? none : settings.mail_security == "tls" ? tls : starttls;
  const std::uint16_t usual = security == none ? 25 : security == tls ? 465 : 587;
  return std::make_unique<delivery::smtp_client>(
      delivery::smtp_options{.host = settings.mail_server,
                             .port = settings.mail_port != 0 ? settings.mail_port : usual,
                             .security = security,
                             .user = settings.mail_user,
                             .password = settings.mail_password,
                             .from = settings.mail_from,
                             .authorities = settings.mail_ca_file.string(),
                             .timeout = settings.mail_timeout},
      clock);
}

std::unique_ptr<delivery::mail_carrier> mail_carrier_of(chat::mails& mails, delivery::smtp_client* smtp) {
  return smtp == nullptr ? nullptr : std::make_unique<delivery::mail_carrier>(mails, *smtp);
}

std::unique_ptr<delivery::digest_carrier> digest_carrier_of(chat::digests& digests, delivery::smtp_client* smtp) {
  return smtp == nullptr ? nullptr : std::make_unique<delivery::digest_carrier>(digests, *smtp);
}

delivery::sender::ways ways_of(const config& settings, const chat::limits& bounds, delivery::carrier& webhooks,
                               delivery::carrier& pushes, delivery::carrier* mails, delivery::carrier* digests) {
  const auto retry = webhook_retry_of(settings);
  delivery::sender::ways ways{{chat::delivery_kind::webhook, {.by = &webhooks, .retry = retry}},
                              {chat::delivery_kind::push, {.by = &pushes, .concurrent = 32, .retry = retry}}};
  if (mails != nullptr) {
    ways[chat::delivery_kind::mail] = {.by = mails, .concurrent = 2, .retry = mail_retry_of(bounds)};
  }
  // One at a time: it leaves a place at the mail server to who waits for a new password.
  if (digests != nullptr) {
    ways[chat::delivery_kind::digest] = {.by = digests, .concurrent = 1, .retry = digest_retry()};
  }
  return ways;
}

}  // namespace webchats::app
