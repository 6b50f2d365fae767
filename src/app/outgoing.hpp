#pragma once

#include <memory>

#include "app/config.hpp"
#include "chat/digests.hpp"
#include "chat/limits.hpp"
#include "chat/mails.hpp"
#include "chat/ports/clock.hpp"
#include "delivery/address_guard.hpp"
#include "delivery/digest_carrier.hpp"
#include "delivery/mail_carrier.hpp"
#include "delivery/sender.hpp"
#include "delivery/smtp_client.hpp"
#include "robot/openai_robot.hpp"

/// What the configuration says of the servers of others: who is asked, and how what waits for them is sent.
namespace webchats::app {

/// Null without a language model. Throws `config_error`.
[[nodiscard]] std::unique_ptr<robot::openai_robot> model_robot_of(const config& settings, const chat::clock& clock);

/// Which addresses hooks may ask, and which may be looked at for previews. Throw `config_error`.
[[nodiscard]] delivery::address_guard guard_of(const config& settings);
[[nodiscard]] delivery::address_guard preview_guard_of(const config& settings);

/// Null when this server sends no mail. Throws `config_error`.
[[nodiscard]] std::unique_ptr<delivery::smtp_client> smtp_of(const config& settings, const chat::clock& clock);

/// Null without `smtp`; both arguments outlive it.
[[nodiscard]] std::unique_ptr<delivery::mail_carrier> mail_carrier_of(chat::mails& mails, delivery::smtp_client* smtp);

/// The same for digests.
[[nodiscard]] std::unique_ptr<delivery::digest_carrier> digest_carrier_of(chat::digests& digests,
                                                                          delivery::smtp_client* smtp);

/// How each kind of delivery is sent; the carriers outlive the sender. `mails`, `digests`: null when this server sends
/// no mail.
[[nodiscard]] delivery::sender::ways ways_of(const config& settings, const chat::limits& bounds,
                                             delivery::carrier& webhooks, delivery::carrier& pushes,
                                             delivery::carrier* mails, delivery::carrier* digests);

}  // namespace webchats::app
