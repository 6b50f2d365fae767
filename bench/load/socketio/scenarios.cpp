#include "scenarios.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <fmt/format.h>

#include "crowd.hpp"
#include "measurement.hpp"
#include "process.hpp"

namespace load {
namespace {

using namespace std::chrono_literals;

class fan_out_run final : public crowd {
 public:
  using crowd::crowd;

  std::string run() {
    join(plan_.connections);
    while (sent_ < plan_.in_flight) publish();
    swarm_.run(steady::now() + plan_.warm_up, [] { return false; });
    measured_.emplace(plan_.server);
    swarm_.run(steady::now() + plan_.duration, [] { return false; });
    std::string line = measured_->report(fmt::format("fan_out_{}", plan_.in_flight));
    stopping_ = true;
    if (!swarm_.run(steady::now() + 30s, [&] { return completed_ == sent_; }))
      throw std::runtime_error("messages were lost");
    return line;
  }

  void on_packet(connection& self, std::string_view packet) override {
    const stamp s = read_message(packet);
    // With several publishers the order between them is the server's choice, and only the count is checked.
    if (s.sequence != self.next_sequence++ && plan_.publishers == 1) {
      throw std::runtime_error("a message was lost, doubled or overtaken");
    }
    if (measured_) {
      measured_->count();
      if (&self == swarm_.all().back().get()) measured_->latency(since(s));
    }
    std::uint32_t& receivers = receivers_[s.sequence % receivers_.size()];
    if (++receivers < plan_.connections) return;
    receivers = 0;
    ++completed_;
    if (!stopping_) publish();
  }

 private:
  void publish() {
    const std::uint64_t sequence = sent_++;
    swarm_.all()[sequence % plan_.publishers]->send(message_packet(sequence, plan_.payload));
  }

  std::uint64_t sent_ = 0;
  std::uint64_t completed_ = 0;
  bool stopping_ = false;
  std::array<std::uint32_t, 4096> receivers_{};
  std::optional<measurement> measured_;
};

class echo_run final : public crowd {
 public:
  using crowd::crowd;

  std::string run() {
    join(plan_.connections);
    for (const auto& each : swarm_.all()) {
      for (std::size_t i = 0; i < plan_.in_flight; ++i) ask(*each, i);
    }
    swarm_.run(steady::now() + plan_.warm_up, [] { return false; });
    measured_.emplace(plan_.server);
    swarm_.run(steady::now() + plan_.duration, [] { return false; });
    return measured_->report("echo");
  }

  void on_packet(connection& self, std::string_view packet) override {
    std::uint64_t id = 0;
    const auto [end, error] = std::from_chars(packet.data() + 1, packet.data() + packet.size(), id);
    if (packet.front() != '3' || error != std::errc{} || id != self.next_sequence++) {
      throw std::runtime_error("an acknowledgement was lost, doubled or overtaken");
    }
    const stamp s = read_stamp(packet.substr(static_cast<std::size_t>(end - packet.data()) + 2));
    if (s.sequence != id) throw std::runtime_error("an acknowledgement with another's payload");
    if (measured_) {
      measured_->count();
      measured_->latency(since(s));
    }
    ask(self, id + plan_.in_flight);
  }

 private:
  void ask(connection& from, std::uint64_t id) {
    from.send(fmt::format(R"(2{}["echo","{}"])", id, stamped(id, plan_.payload)));
  }

  std::optional<measurement> measured_;
};

class connects_run final : public crowd {
 public:
  using crowd::crowd;

  std::string run() {
    join(connecting_cap);  // warm-up
    measured_.emplace(plan_.server);
    const auto until = steady::now() + plan_.duration;
    while (steady::now() < until) {
      swarm_.drop_all();
      ready_ = 0;
      join(plan_.connections);
      measured_->count(plan_.connections);
    }
    return measured_->report("connect");
  }

 private:
  std::optional<measurement> measured_;
};

class idle_run final : public crowd {
 public:
  using crowd::crowd;

  std::string run() {
    const std::size_t before = resident_of(plan_.server);
    join(plan_.connections);
    swarm_.run(steady::now() + plan_.warm_up, [] { return false; });
    const std::size_t grown = resident_of(plan_.server) - before;
    return fmt::format("scenario=idle connections={} resident_bytes={} bytes_per_connection={}", plan_.connections,
                       grown, grown / plan_.connections);
  }
};

}  // namespace

std::string fan_out(const plan& p) { return fan_out_run(p).run(); }
std::string echo(const plan& p) { return echo_run(p).run(); }
std::string connects(const plan& p) { return connects_run(p).run(); }
std::string idle(const plan& p) { return idle_run(p).run(); }

}  // namespace load
