#include "load/scenarios.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <fmt/format.h>

#include "load/crowd.hpp"
#include "load/measurement.hpp"
#include "load/process.hpp"

namespace webchats::load {
namespace {

class echo_run final : public crowd {
 public:
  using crowd::crowd;

  figures run() {
    join(plan_.connections);
    for (const auto& each : swarm_.all()) {
      for (std::size_t i = 0; i < plan_.in_flight; ++i) ask(*each, i);
    }
    swarm_.run(steady::now() + plan_.warm_up, [] { return false; });
    measured_.emplace(plan_.server);
    swarm_.run(steady::now() + plan_.duration, [] { return false; });
    return measured_->report();
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
      measured_->latency(took(s, self));
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

  figures run() {
    join(connecting_cap);  // warm-up
    measured_.emplace(plan_.server);
    const auto until = steady::now() + plan_.duration;
    while (steady::now() < until) {
      swarm_.drop_all();
      ready_ = 0;
      join(plan_.connections);
      measured_->count(plan_.connections);
    }
    return measured_->report();
  }

 private:
  std::optional<measurement> measured_;
};

class reconnect_run final : public crowd {
 public:
  using crowd::crowd;

  figures run() {
    measured_.emplace(plan_.server);
    began_ns_ = now_ns();
    join(plan_.connections, transport::websocket, plan_.connections);
    return measured_->report();
  }

  void on_ready(connection& self) override {
    crowd::on_ready(self);
    measured_->count();
    measured_->latency(std::chrono::nanoseconds(now_ns() - began_ns_));
  }

 private:
  std::uint64_t began_ns_ = 0;
  std::optional<measurement> measured_;
};

class idle_run final : public crowd {
 public:
  using crowd::crowd;

  std::size_t run(transport kind) {
    // What the first connections touch for good (code, tables) is not what one more of them needs.
    join(std::min<std::size_t>(50, plan_.connections), kind);
    const std::size_t before = resident_of(plan_.server);
    join(plan_.connections, kind);
    swarm_.run(steady::now() + plan_.warm_up, [] { return false; });
    const std::size_t after = resident_of(plan_.server);
    return after > before ? after - before : 0;
  }
};

}  // namespace

figures echo(const plan& p) { return echo_run(p).run(); }
figures connects(const plan& p) { return connects_run(p).run(); }
figures reconnect(const plan& p) { return reconnect_run(p).run(); }
std::size_t idle(const plan& p) { return idle_run(p).run(transport::websocket); }
std::size_t idle_polling(const plan& p) { return idle_run(p).run(transport::polling); }

}  // namespace webchats::load
