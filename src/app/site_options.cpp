#include "app/site_options.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>

#include "api/contracts.hpp"

namespace webchats::app {

namespace {

constexpr std::size_t payload_ceiling = std::size_t{8} << 20;  // bytes; above what any contract asks for

std::size_t loop_count(const config& settings) {
  return settings.loops != 0 ? settings.loops : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

net::loop_group make_loops(const config& settings) {
  try {
    return net::loop_group(loop_count(settings), settings.writes);
  } catch (const std::invalid_argument& error) {
    throw config_error(
        "server.io_uring is \"on\", but " + std::string(error.what()) +
        ". Allow it (Linux 6.1 or later, sysctl kernel.io_uring_disabled=0, and in a container a seccomp profile with "
        "io_uring_setup, io_uring_register and io_uring_enter), or set it to \"auto\".");
  }
}

chat::limits limits_of(const config& settings) {
  chat::limits bounds;
  bounds.messages = {.per_second = settings.messages_per_second, .burst = settings.message_burst};
  bounds.login_failures_per_address = settings.password_attempts;
  bounds.file_bytes = static_cast<std::int64_t>(settings.file_megabytes) << 20;
  bounds.user_bytes = static_cast<std::int64_t>(settings.person_megabytes) << 20;
  bounds.unused_files = settings.unused_files;
  bounds.search_time = settings.search_time;
  bounds.session_longest = settings.session_lifetime;
  bounds.digest_after = settings.mail_notify_after;
  bounds.digest_pause = settings.mail_notify_pause;
  bounds.robot.per_second = settings.robot_per_minute / 60;
  bounds.room_robot.per_second = settings.robot_room_per_minute / 60;
  return bounds;
}

chat::server_settings defaults_of(const config& settings) {
  using enum chat::registration_mode;
  chat::server_settings defaults;
  defaults.registration = settings.registration == "open" ? open : settings.registration == "invite" ? invite : closed;
  defaults.previews = settings.previews == "on" ? chat::link_previews::on : chat::link_previews::off;
  auto hosts = chat::checked_hosts(settings.preview_hosts);
  if (!hosts)
    throw config_error("previews.hosts: names of sites with commas between them, e.g. example.org, 例子.中国");
  defaults.preview_hosts = std::move(*hosts);
  return defaults;
}

std::vector<chat::faq_entry> faq_of(const config& settings) {
  if (settings.robot_faq.empty()) return {};
  std::ifstream file(settings.robot_faq);
  if (!file) throw config_error("robot.faq: " + settings.robot_faq.string() + " can't be read");
  return chat::parse_faq(std::string(std::istreambuf_iterator<char>(file), {}));
}

socketio::server_options socketio_options(const config& settings) {
  socketio::server_options options;
  options.engine.max_payload_for = api::max_payload_for;
  options.engine.max_payload_ceiling = payload_ceiling;
  options.engine.allowed_origins = settings.allowed_origins;
  options.fan_out_pace = settings.fan_out_pace;
  options.engine.session_limit = settings.connections;
  // Far above what people do, also many behind one address; a program that floods is stopped.
  options.engine.handshakes_per_address = {.per_second = 100, .burst = 2'000};
  // Never the narrower one: what chat answers with a refusal must not end the connection.
  const double packets = std::max(1'000.0, 2 * settings.events_per_second);
  options.engine.packets_per_session = {.per_second = packets, .burst = 5 * packets};
  options.engine.bytes_per_session = {.per_second = 10e6, .burst = 50e6};
  return options;
}

}  // namespace webchats::app
