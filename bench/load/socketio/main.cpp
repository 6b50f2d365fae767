// Load on a Socket.IO server: one scenario, one line of results. See bench/README.md.
#include <sys/resource.h>

#include <iostream>
#include <map>
#include <string>
#include <CLI/CLI.hpp>

#include "scenarios.hpp"

int main(int argc, char** argv) try {
  load::plan plan;
  std::string scenario;
  std::int64_t duration_ms = 2000;
  const std::map<std::string, std::string (*)(const load::plan&)> scenarios{
      {"fan-out", load::fan_out},           {"steady", load::at_rate},         {"echo", load::echo},
      {"connect", load::connects},          {"reconnect", load::reconnect},    {"idle", load::idle},
      {"idle-polling", load::idle_polling}, {"slow-reader", load::slow_reader}};

  CLI::App cli("Load client for Socket.IO servers on 127.0.0.1");
  cli.add_option("scenario", scenario, "fan-out, steady, echo, connect, reconnect, idle, idle-polling or slow-reader")
      ->required();
  cli.add_option("--port", plan.port, "TCP port of the server")->required();
  cli.add_option("--pid", plan.server, "process of the server, to be measured")->required();
  cli.add_option("--connections", plan.connections)->capture_default_str();
  cli.add_option("--in-flight", plan.in_flight, "messages on their way at a time")->capture_default_str();
  cli.add_option("--rooms", plan.rooms, "fan-out: rooms that the connections are divided among")->capture_default_str();
  cli.add_option("--rate", plan.rate, "steady: messages per second")->capture_default_str();
  cli.add_option("--publishers", plan.publishers, "fan-out: connections that send, in turn")->capture_default_str();
  cli.add_option("--payload", plan.payload, "bytes of text in a message, at least 32")->capture_default_str();
  cli.add_option("--messages", plan.messages, "slow-reader: messages sent")->capture_default_str();
  cli.add_option("--slow", plan.slow, "slow-reader: members that stop reading")->capture_default_str();
  cli.add_option("--duration", duration_ms, "measured milliseconds")->capture_default_str();
  CLI11_PARSE(cli, argc, argv);
  plan.duration = std::chrono::milliseconds(duration_ms);
  const auto chosen = scenarios.find(scenario);
  if (chosen == scenarios.end() || plan.connections == 0 || plan.in_flight == 0 || plan.in_flight > 4096 ||
      plan.publishers == 0 || plan.rooms == 0 || plan.publishers * plan.rooms > plan.connections || plan.rate == 0 ||
      plan.slow >= plan.connections) {
    std::cerr << cli.help();
    return 2;
  }

  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  std::cout << chosen->second(plan) << std::endl;
  return 0;
} catch (const std::exception& error) {
  std::cerr << "load: " << error.what() << '\n';
  return 1;
}
