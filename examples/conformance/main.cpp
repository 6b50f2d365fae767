// A server that behaves as the official suites expect:
//   conformance MODE [--port 3000] [--loops 1]
#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string_view>

#include "base/log.hpp"
#include "http/server.hpp"
#include "modes.hpp"

namespace {

namespace http = webchats::http;
namespace net = webchats::net;

struct arguments {
  std::string_view suite;
  std::uint16_t port = 3000;
  std::size_t loops = 1;
};

template <class Number>
bool read(std::string_view text, Number& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc{} && result.ptr == text.data() + text.size();
}

std::optional<arguments> parse(int argc, char** argv) {
  arguments parsed;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (!name.starts_with("--")) {
      parsed.suite = name;
      continue;
    }
    if (++i == argc) return std::nullopt;
    const bool good = (name == "--port" && read(argv[i], parsed.port)) ||
                      (name == "--loops" && read(argv[i], parsed.loops) && parsed.loops > 0);
    if (!good) return std::nullopt;
  }
  return parsed;
}

struct mode {
  std::string_view suite;
  std::shared_ptr<void> (*mount)(net::loop_group&, http::router&);
};
constexpr std::array modes{mode{"engineio-v3", engineio_v3},
                           mode{"engineio-v4", engineio_v4},
                           mode{"engineio-features", engineio_features},
                           mode{"engineio-limits", engineio_limits},
                           mode{"socketio-v4", socketio_v4},
                           mode{"socketio-v5", socketio_v5},
                           mode{"client-suite", client_suite},
                           mode{"client-suite-more", client_suite_more}};

std::shared_ptr<void> mount(std::string_view suite, net::loop_group& loops, http::router& routes) {
  const auto* chosen = std::ranges::find(modes, suite, &mode::suite);
  return chosen == modes.end() ? nullptr : chosen->mount(loops, routes);
}

/// Signals end the program in `sigwait` and interrupt no thread.
sigset_t block_end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int usage() {
  std::cerr << "usage: conformance SUITE [--port 3000] [--loops 1]\nSUITE:";
  for (const mode& each : modes) std::cerr << ' ' << each.suite;
  std::cerr << '\n';
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const auto given = parse(argc, argv);
  if (!given) return usage();
  webchats::base::set_log_sink([](webchats::base::log_level level, std::string_view line) {
    // What clients do wrong is what the suites are about.
    if (level > webchats::base::log_level::debug) std::cerr << line << '\n';
  });
  const sigset_t signals = block_end_signals();

  net::loop_group loops(given->loops);
  http::router routes;
  const auto mounted = mount(given->suite, loops, routes);
  if (mounted == nullptr) return usage();
  http::server server(loops, routes);
  // The suites say "localhost", which is one address or the other.
  using boost::asio::ip::make_address;
  const auto bound = server.listen({make_address("127.0.0.1"), given->port});
  server.listen({make_address("::1"), bound.port()});
  loops.start();
  std::cout << "listening on port " << bound.port() << std::endl;

  int signal = 0;
  sigwait(&signals, &signal);
  loops.stop();
  return 0;
}
