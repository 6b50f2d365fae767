#include <charconv>
#include <stdexcept>
#include <unordered_map>
#include <fmt/format.h>

#include "load/line.hpp"
#include "load/measurement.hpp"
#include "load/process.hpp"
#include "load/swarm.hpp"
#include "people.hpp"
#include "quantiles.hpp"
#include "scenarios.hpp"
#include "server_process.hpp"

namespace load {
namespace {

using namespace webchats::load;
using namespace std::chrono_literals;

enum class contract : std::uint8_t { chat, plain };

/// People who come once: each connects, joins, and on the chat asks for its state.
class arrivals final : public listener {
 public:
  arrivals(const plan& p, contract spoken, std::uint16_t port) : plan_(p), spoken_(spoken), swarm_(loopback(port)) {}

  /// Connects everybody, at most `at_once` at a time; how long that took.
  std::chrono::nanoseconds all(std::size_t at_once) {
    const auto begin = steady::now();
    begin_ = begin;
    while (numbers_.size() < plan_.people) {
      numbers_.emplace(&swarm_.add(*this), numbers_.size());
      if (!swarm_.run(begin + 120s, [&] { return numbers_.size() - back_ < at_once; })) fail();
    }
    if (!swarm_.run(begin + 120s, [&] { return back_ == plan_.people; })) fail();
    return steady::now() - begin;
  }

  /// Waits until the server has gone for everybody.
  void lose_all() {
    leaving_ = true;
    if (!swarm_.run(steady::now() + 30s, [&] { return lost_ == plan_.people; })) fail();
  }

  std::string greeting(const connection& self) override {
    if (spoken_ == contract::plain) return "40";
    return fmt::format(R"(40/chat,{{"token":"{}"}})", token_of(numbers_.at(&self)));
  }
  void on_ready(connection& self) override {
    joined.add(steady::now() - begin_);
    if (spoken_ == contract::plain) {
      ++back_;
    } else {
      self.send(R"(2/chat,1["sync",{}])");
    }
  }
  void on_packet(connection&, std::string_view packet) override {
    if (!packet.starts_with("3/chat,1")) return;
    if (!packet.contains(R"([{"ok":true,)")) throw std::runtime_error(fmt::format("refused: {}", packet));
    synced.add(steady::now() - begin_);
    ++back_;
  }
  void on_lost(connection&) override {
    if (!leaving_) throw std::runtime_error(fmt::format("refused or dropped after {} came", back_));
    ++lost_;
  }

  quantiles joined;
  quantiles synced;

 private:
  [[noreturn]] void fail() const {
    throw std::runtime_error(fmt::format("{} of {} came, {} left", back_, plan_.people, lost_));
  }

  const plan& plan_;
  contract spoken_;
  swarm swarm_;
  std::unordered_map<const connection*, std::size_t> numbers_;
  steady::time_point begin_;
  std::size_t back_ = 0;
  std::size_t lost_ = 0;
  bool leaving_ = false;
};

std::string restart(const plan& p, contract spoken, auto command) {
  std::uint16_t port = 0;
  {
    server_process server(command(port), p.data / "log");
    port = server.port();
    arrivals first(p, spoken, port);
    first.all(64);
    server.end(9);
    first.lose_all();
  }
  server_process server(command(port), p.data / "log");
  arrivals again(p, spoken, port);
  measurement cpu(server.pid());
  const auto took = again.all(p.people);
  cpu.count(p.people);
  auto line = line_of(spoken == contract::chat ? "reconnect" : "reconnect_plain", cpu.report());
  line += fmt::format(" all_back_seconds={:.2f} resident_mb={}", static_cast<double>(took.count()) / 1e9,
                      resident_of(server.pid()) >> 20);
  return line + again.joined.report("joined") + again.synced.report("synced");
}

}  // namespace

std::string reconnect(const plan& p) {
  prepare(p.data / "webchats.db", p.people, p.rooms);
  return restart(p, contract::chat, [&](std::uint16_t port) { return serve_command(p, port); });
}

std::string reconnect_plain(const plan& p) {
  return restart(p, contract::plain, [&](std::uint16_t port) {
    return std::vector<std::string>{p.server.string(), "--loops", "2", "--port", std::to_string(port)};
  });
}

}  // namespace load
