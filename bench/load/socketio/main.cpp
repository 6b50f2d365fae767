// Load on a Socket.IO server: one scenario, one line of results. See bench/README.md.
#include <iostream>
#include <string>
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "load/line.hpp"
#include "load/process.hpp"
#include "load/scenarios.hpp"
#include "slow_reader.hpp"

namespace {

using namespace webchats::load;

std::string idle_line(const plan& p, std::size_t grown) {
  return fmt::format("scenario=idle connections={} resident_bytes={} bytes_per_connection={}", p.connections, grown,
                     grown / p.connections);
}

/// Runs it and returns one line of `name=value` pairs; empty when there is no such scenario.
std::string run(const std::string& scenario, const plan& p, const slow_plan& more) {
  if (scenario == "fan-out") {
    return line_of("fan_out", fan_out(p)) + fmt::format(" connections={} rooms={}", p.connections, p.rooms);
  }
  if (scenario == "steady") {
    const paced_figures found = at_rate(p);
    return line_of("steady", found.deliveries) + fmt::format(" rate={} behind={}", p.rate, found.behind);
  }
  if (scenario == "echo") return line_of("echo", echo(p));
  if (scenario == "connect") return line_of("connect", connects(p));
  if (scenario == "reconnect") return line_of("reconnect", reconnect(p));
  if (scenario == "idle") return idle_line(p, idle(p));
  if (scenario == "idle-polling") return idle_line(p, idle_polling(p));
  return slow_reader(p, more);
}

}  // namespace

int main(int argc, char** argv) try {
  plan plan;
  slow_plan more;
  std::uint16_t port = 0;
  std::string scenario;
  std::int64_t duration_ms = 2000;

  CLI::App cli("Load client for Socket.IO servers on 127.0.0.1");
  cli.add_option("scenario", scenario, "fan-out, steady, echo, connect, reconnect, idle, idle-polling or slow-reader")
      ->required()
      ->check(
          CLI::IsMember({"fan-out", "steady", "echo", "connect", "reconnect", "idle", "idle-polling", "slow-reader"}));
  cli.add_option("--port", port, "TCP port of the server")->required();
  cli.add_option("--pid", plan.server, "process of the server, to be measured")->required();
  cli.add_option("--connections", plan.connections)->capture_default_str();
  cli.add_option("--in-flight", plan.in_flight, "messages on their way at a time")->capture_default_str();
  cli.add_option("--rooms", plan.rooms, "fan-out: rooms that the connections are divided among")->capture_default_str();
  cli.add_option("--rate", plan.rate, "steady: messages per second")->capture_default_str();
  cli.add_option("--publishers", plan.publishers, "fan-out: connections that send, in turn")->capture_default_str();
  cli.add_option("--payload", plan.payload, "bytes of text in a message, at least 32")->capture_default_str();
  cli.add_option("--messages", more.messages, "slow-reader: messages sent")->capture_default_str();
  cli.add_option("--slow", more.slow, "slow-reader: members that stop reading")->capture_default_str();
  cli.add_option("--duration", duration_ms, "measured milliseconds")->capture_default_str();
  CLI11_PARSE(cli, argc, argv);
  plan.duration = std::chrono::milliseconds(duration_ms);
  plan.where = loopback(port);
  if (plan.connections == 0 || plan.in_flight == 0 || plan.in_flight > 4096 || plan.publishers == 0 ||
      plan.rooms == 0 || plan.publishers * plan.rooms > plan.connections || plan.rate == 0 ||
      more.slow >= plan.connections) {
    std::cerr << cli.help();
    return 2;
  }

  raise_file_limit();
  std::cout << run(scenario, plan, more) << std::endl;
  return 0;
} catch (const std::exception& error) {
  std::cerr << "load: " << error.what() << '\n';
  return 1;
}
