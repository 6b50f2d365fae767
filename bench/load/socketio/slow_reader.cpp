#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <fmt/format.h>

#include "load/crowd.hpp"
#include "load/line.hpp"
#include "load/process.hpp"
#include "slow_reader.hpp"

namespace {

using namespace webchats::load;
using namespace std::chrono_literals;

constexpr std::uint64_t messages_per_sample = 64;

/// The last members stop reading; the first one publishes, a message whenever all who read have one more.
class slow_reader_run final : public crowd {
 public:
  slow_reader_run(const plan& p, const slow_plan& more) : crowd(p), more_(more) {}

  std::string run() {
    join(plan_.connections);
    swarm_.run(steady::now() + plan_.warm_up, [] { return false; });
    const std::size_t before = resident_of(plan_.server);
    for (std::size_t i = 0; i < more_.slow; ++i) slow(i).stop_reading();
    measured_.emplace(plan_.server);
    while (sent_ < plan_.in_flight) publish();
    if (!swarm_.run(steady::now() + 120s, [this] { return completed_ == more_.messages; })) {
      throw std::runtime_error("messages were lost");
    }
    const std::string line = line_of("slow_reader", measured_->report());

    // What the kernel still has for them, and then the end.
    for (std::size_t i = 0; i < more_.slow; ++i) slow(i).resume_reading();
    if (!swarm_.run(steady::now() + 10s, [this] { return cut_off_ == more_.slow; })) {
      throw std::runtime_error("a member that did not read was not cut off");
    }
    return line + fmt::format(" slow={} slow_received={} resident_growth={}", more_.slow, slow_received_,
                              std::max(largest_, before) - before);
  }

  void on_packet(connection& self, std::string_view packet) override {
    const stamp s = read_message(packet);
    if (s.sequence != self.next_sequence++) throw std::runtime_error("a message was lost, doubled or overtaken");
    if (is_slow(self)) {
      ++slow_received_;
      return;
    }
    measured_->count();
    measured_->latency(took(s, self));
    std::uint32_t& receivers = receivers_[s.sequence % receivers_.size()];
    if (++receivers < plan_.connections - more_.slow) return;
    receivers = 0;
    if (++completed_ % messages_per_sample == 0) largest_ = std::max(largest_, resident_of(plan_.server));
    if (sent_ < more_.messages) publish();
  }

  void on_lost(connection& self) override {
    if (!is_slow(self)) return crowd::on_lost(self);
    ++cut_off_;
  }

 private:
  [[nodiscard]] connection& slow(std::size_t i) const { return *swarm_.all()[plan_.connections - 1 - i]; }
  [[nodiscard]] bool is_slow(const connection& one) const {
    for (std::size_t i = 0; i < more_.slow; ++i) {
      if (&slow(i) == &one) return true;
    }
    return false;
  }
  void publish() { swarm_.all().front()->send(message_packet(sent_++, plan_.payload)); }

  const slow_plan& more_;
  std::uint64_t sent_ = 0;
  std::uint64_t completed_ = 0;
  std::size_t cut_off_ = 0;
  std::size_t slow_received_ = 0;
  std::size_t largest_ = 0;  // resident bytes of the server
  std::array<std::uint32_t, 4096> receivers_{};
  std::optional<measurement> measured_;
};

}  // namespace

std::string slow_reader(const plan& p, const slow_plan& more) { return slow_reader_run(p, more).run(); }
