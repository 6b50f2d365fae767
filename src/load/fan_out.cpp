#include <optional>
#include <stdexcept>
#include <vector>
#include <fmt/format.h>

#include "load/crowd.hpp"

namespace webchats::load {
namespace {

using namespace std::chrono_literals;

/// What fan-outs share: every delivery is checked and counted.
class deliveries : public crowd {
 public:
  using crowd::crowd;

 protected:
  stamp take(connection& self, std::string_view packet) {
    const stamp s = read_message(packet);
    // With several publishers the order between them is the server's choice, and only the count is checked.
    if (s.sequence != self.next_sequence++ && plan_.publishers == 1) {
      throw std::runtime_error("a message was lost, doubled or overtaken");
    }
    ++delivered_;
    if (measured_) {
      measured_->count();
      measured_->latency(took(s, self));
    }
    return s;
  }

  void finish(std::uint64_t expected) {
    if (!swarm_.run(steady::now() + plan_.patience, [&] { return delivered_ == expected; }))
      throw std::runtime_error("messages were lost");
  }

  std::uint64_t delivered_ = 0;
  std::optional<measurement> measured_;
};

/// So many messages are always on their way in each room: the next one leaves when all members have an earlier one.
class fan_out_run final : public deliveries {
 public:
  explicit fan_out_run(const plan& p) : deliveries(p), rooms_(p.rooms) {}

  figures run() {
    join(plan_.connections);
    enter_rooms();
    for (room& each : rooms_) {
      // Of several publishers' messages, any may be the first that all have.
      each.receivers.resize(plan_.publishers == 1 ? plan_.in_flight : 4096);
      while (each.sent < plan_.in_flight) publish(each);
    }
    swarm_.run(steady::now() + plan_.warm_up, [] { return false; });
    measured_.emplace(plan_.server);
    swarm_.run(steady::now() + plan_.duration, [] { return false; });
    const figures found = measured_->report();
    stopping_ = true;
    std::uint64_t expected = 0;
    for (const room& each : rooms_) expected += each.sent * each.members.size();
    finish(expected);
    return found;
  }

  void on_packet(connection& self, std::string_view packet) override {
    if (entering_ > 0) {
      --entering_;  // the acknowledgement of "move"
      return;
    }
    const stamp s = take(self, packet);
    room& here = rooms_[self.room];
    std::uint32_t& receivers = here.receivers[s.sequence % here.receivers.size()];
    if (++receivers < here.members.size()) return;
    receivers = 0;
    if (!stopping_) publish(here);
  }

 private:
  struct room {
    std::vector<connection*> members;
    std::uint64_t sent = 0;
    std::vector<std::uint32_t> receivers;  // of each message on its way
  };

  void enter_rooms() {
    for (const auto& each : swarm_.all()) {
      room& next = rooms_[each->room = static_cast<std::uint32_t>(entering_ % rooms_.size())];
      next.members.push_back(each.get());
      ++entering_;
      if (rooms_.size() > 1) each->send(fmt::format(R"(20["move","{}"])", each->room));
    }
    if (rooms_.size() == 1) entering_ = 0;
    if (!swarm_.run(steady::now() + plan_.patience, [this] { return entering_ == 0; }))
      throw std::runtime_error("no room");
  }

  void publish(room& in) {
    const std::uint64_t sequence = in.sent++;
    connection& publisher = *in.members[sequence % plan_.publishers];
    if (rooms_.size() == 1) return publisher.send(message_packet(sequence, plan_.payload));
    publisher.send(fmt::format(R"(2["say","{}","{}"])", publisher.room, stamped(sequence, plan_.payload)));
  }

  bool stopping_ = false;
  std::size_t entering_ = 0;  // connections not yet in their room
  std::vector<room> rooms_;
};

/// So many messages a second, whether the server keeps up or not.
class steady_run final : public deliveries {
 public:
  using deliveries::deliveries;

  paced_figures run() {
    join(plan_.connections);
    next_ = steady::now();
    publish_until(next_ + plan_.warm_up);
    measured_.emplace(plan_.server);
    publish_until(next_ + plan_.duration);
    const figures found = measured_->report();
    const std::uint64_t expected = sent_ * plan_.connections;
    const std::uint64_t behind = expected - delivered_;
    finish(expected);
    return {.deliveries = found, .behind = behind};
  }

  void on_packet(connection& self, std::string_view packet) override { take(self, packet); }

 private:
  void publish_until(steady::time_point end) {
    for (; next_ < end; next_ += std::chrono::nanoseconds(1s) / plan_.rate) {
      swarm_.run(next_, [] { return false; });
      // The time it is due: a client or server that is late does not make the delay look shorter.
      const stamp due{
          .sequence = sent_++,
          .sent_ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(next_.time_since_epoch()).count())};
      swarm_.all().front()->send(message_packet(due, plan_.payload));
    }
    swarm_.run(end, [] { return false; });
  }

  steady::time_point next_;
  std::uint64_t sent_ = 0;
};

}  // namespace

figures fan_out(const plan& p) { return fan_out_run(p).run(); }
paced_figures at_rate(const plan& p) { return steady_run(p).run(); }

}  // namespace webchats::load
