#include "load/visit.hpp"

#include <charconv>
#include <vector>
#include <fmt/format.h>

#include "load/crowd.hpp"
#include "load/measurement.hpp"
#include "load/swarm.hpp"
#include "load/websocket_connection.hpp"

namespace webchats::load {
namespace {

using namespace std::chrono_literals;

constexpr auto answer_patience = 2s;  // for the first acknowledgement, which shows that the server has the event

/// "/admin," before what is said in a namespace; nothing for "/".
std::string prefix_of(const std::string& name_space) { return name_space == "/" ? "" : name_space + ','; }

class visitors final : public listener {
 public:
  visitors(const visit_plan& p, const std::function<void(visit_step)>& progress)
      : plan_(p), progress_(progress), prefix_(prefix_of(p.name_space)), swarm_(p.where) {}

  visit_figures run() {
    progress_(visit_step::joining);
    join();
    if (found_.joined > 0) {
      progress_(visit_step::pinging);
      measure_pings();
      progress_(visit_step::asking);
      measure_events();
      progress_(visit_step::resting);
      swarm_.run(steady::now() + plan_.duration, [this] { return here() == 0; });
    }
    found_.stayed = here();
    return found_;
  }

  std::string greeting(const connection&) override { return "40" + prefix_; }
  void on_ready(connection& self) override {
    self.room = 1;  // 0 is outside
    members_.push_back(&self);
    found_.joined = members_.size();
    found_.join_times.add(std::chrono::nanoseconds(self.arrived_ns() - self.next_sequence));
    found_.joining = steady::now() - began_;
  }
  void on_pong(connection& self, std::string_view payload) override {
    if (step_ != step::pinging || payload.size() != sizeof(std::uint64_t)) return;
    std::uint64_t sent = 0;
    payload.copy(reinterpret_cast<char*>(&sent), sizeof sent);
    add(found_.pings, self, sent);
    ping(self);
  }
  void on_packet(connection& self, std::string_view packet) override {
    // Its own events are none of our business, and an acknowledgement of an earlier step is no answer.
    if (!packet.starts_with("3" + prefix_)) return;
    std::uint32_t id = 0;
    const char* const digits = packet.data() + 1 + prefix_.size();
    if (std::from_chars(digits, packet.data() + packet.size(), id).ec != std::errc{} || id != self.room) return;
    answered_ = true;
    if (step_ != step::asking) return;
    add(*found_.events, self, self.next_sequence);
    ask(self);
  }
  void on_lost(connection& self) override {
    const bool member = self.room != 0;
    ++(member ? left_ : refused_);
    auto& first = member ? found_.parting : found_.refusal;
    if (first) return;
    first = self.lost_by();
    if (!member && first->why == loss::cause::closed) first->why = loss::cause::turned_away;
  }

 private:
  enum class step : std::uint8_t { joining, waiting, pinging, asking };

  [[nodiscard]] std::size_t here() const noexcept { return members_.size() - left_; }
  [[nodiscard]] std::size_t under_way() const noexcept { return swarm_.all().size() - members_.size() - refused_; }

  /// Once one was refused no more are sent after it: those under way are waited for.
  void join() {
    began_ = steady::now();
    while (!found_.refusal && swarm_.all().size() < plan_.connections) {
      while (swarm_.all().size() < plan_.connections && under_way() < connecting_cap) {
        swarm_.add(*this).next_sequence = now_ns();
      }
      if (!wait_for_one()) break;
    }
    while (under_way() > 0 && wait_for_one()) {
    }
    if (under_way() > 0 && !found_.refusal) found_.refusal = loss{.why = loss::cause::silent, .words = {}};
    step_ = step::waiting;
  }

  bool wait_for_one() {
    const std::size_t before = under_way();
    return swarm_.run(steady::now() + plan_.patience, [&] { return under_way() < before; });
  }

  template <typename Begin>
  void measure(round_trips& trips, step now, Begin begin) {
    const auto began = steady::now();
    step_ = now;
    for (connection* each : members_) {
      if (!each->lost()) begin(*each);
    }
    swarm_.run(began + plan_.duration, [this] { return here() == 0; });
    trips.wall = steady::now() - began;
    step_ = step::waiting;
  }

  void measure_pings() {
    measure(found_.pings, step::pinging, [](connection& each) { ping(each); });
  }

  void measure_events() {
    for (connection* each : members_) {
      if (each->lost()) continue;
      ask(*each);
      break;
    }
    if (!swarm_.run(steady::now() + answer_patience, [this] { return answered_ || here() == 0; }) || !answered_) return;
    measure(found_.events.emplace(), step::asking, [this](connection& each) { ask(each); });
  }

  static void add(round_trips& trips, const connection& self, std::uint64_t sent) {
    ++trips.count;
    trips.latencies.add(std::chrono::nanoseconds(self.arrived_ns() - sent));
  }
  static void ping(connection& to) {
    const std::uint64_t now = now_ns();
    static_cast<websocket_connection&>(to).ping({reinterpret_cast<const char*>(&now), sizeof now});
  }
  void ask(connection& to) {
    to.next_sequence = now_ns();
    to.send(fmt::format(R"(2{}{}["{}","{}"])", prefix_, ++to.room, plan_.event, std::string(plan_.payload, 'x')));
  }

  const visit_plan& plan_;
  const std::function<void(visit_step)>& progress_;
  const std::string prefix_;
  swarm swarm_;
  step step_ = step::joining;
  steady::time_point began_;
  std::vector<connection*> members_;  // who have joined
  std::size_t left_ = 0;              // of the members
  std::size_t refused_ = 0;           // who have not become members
  bool answered_ = false;
  visit_figures found_;
};

}  // namespace

visit_figures visit(const visit_plan& p, const std::function<void(visit_step)>& progress) {
  return visitors(p, progress).run();
}

}  // namespace webchats::load
