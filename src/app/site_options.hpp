#pragma once

#include <vector>

#include "app/config.hpp"
#include "chat/faq_robot.hpp"
#include "chat/limits.hpp"
#include "chat/settings.hpp"
#include "net/loop_group.hpp"
#include "socketio/server.hpp"

/// What the configuration says of the parts of the server. Pure, but for the loops.
namespace webchats::app {

/// The loops, not yet running. Throws `config_error`.
[[nodiscard]] net::loop_group make_loops(const config& settings);

[[nodiscard]] chat::limits limits_of(const config& settings);

/// What holds until an administrator says otherwise.
[[nodiscard]] chat::server_settings defaults_of(const config& settings);

/// The questions and answers of the file that is named, if any. Throws `config_error`.
[[nodiscard]] std::vector<chat::faq_entry> faq_of(const config& settings);

[[nodiscard]] socketio::server_options socketio_options(const config& settings);

}  // namespace webchats::app
