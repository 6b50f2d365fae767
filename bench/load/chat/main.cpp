// Load on the chat: one scenario, one line of results. See bench/README.md.
#include <iostream>
#include <map>
#include <string>
#include <CLI/CLI.hpp>

#include "load/process.hpp"
#include "scenarios.hpp"

int main(int argc, char** argv) try {
  load::plan plan;
  std::string scenario;
  std::int64_t duration_ms = plan.duration.count();
  const std::map<std::string, std::string (*)(const load::plan&)> scenarios{
      {"talk", load::talk}, {"reconnect", load::reconnect}, {"reconnect-plain", load::reconnect_plain}};

  CLI::App cli("Load client for the chat");
  cli.add_option("scenario", scenario, "talk, reconnect or reconnect-plain")->required();
  cli.add_option("--server", plan.server, "the program webchats; for reconnect-plain, bench_server")->required();
  cli.add_option("--data", plan.data, "empty directory for its database")->required();
  cli.add_option("--people", plan.people)->capture_default_str();
  cli.add_option("--rooms", plan.rooms, "each person is in one")->capture_default_str();
  cli.add_option("--senders", plan.senders, "how many of the people send")->capture_default_str();
  cli.add_option("--in-flight", plan.in_flight, "per sender, messages not acknowledged")->capture_default_str();
  cli.add_option("--rate", plan.rate, "messages a second of all, instead of --in-flight")->capture_default_str();
  cli.add_option("--payload", plan.payload, "bytes of text in a message, at least 39")->capture_default_str();
  cli.add_option("--duration", duration_ms, "measured milliseconds")->capture_default_str();
  CLI11_PARSE(cli, argc, argv);
  plan.duration = std::chrono::milliseconds(duration_ms);
  const auto chosen = scenarios.find(scenario);
  if (chosen == scenarios.end() || plan.rooms == 0 || plan.people < plan.rooms || plan.senders > plan.people ||
      plan.senders == 0) {
    std::cerr << cli.help();
    return 2;
  }

  webchats::load::raise_file_limit();
  std::cout << chosen->second(plan) << std::endl;
  return 0;
} catch (const std::exception& error) {
  std::cerr << "load: " << error.what() << '\n';
  return 1;
}
