#include <signal.h>

#include <algorithm>
#include <charconv>
#include <deque>
#include <fstream>
#include <iterator>
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

/// The number after `key` in `text`, from `at` on. Throws when there is none.
std::uint64_t number_after(std::string_view text, std::string_view key, std::size_t at = 0) {
  const auto found = text.find(key, at);
  std::uint64_t value = 0;
  if (found == std::string_view::npos) throw std::runtime_error(fmt::format("no {} in {}", key, text));
  const char* begin = text.data() + found + key.size();
  if (std::from_chars(begin, text.data() + text.size(), value).ptr == begin) throw std::runtime_error("no number");
  return value;
}

struct room {
  std::size_t members = 0;
  std::uint64_t sent = 0;
  const connection* witness = nullptr;  ///< one member, which sees the order of every sender
};

struct person {
  connection* link = nullptr;
  std::size_t number = 0;
  room* home = nullptr;
  std::uint64_t sent = 0;          ///< messages; also the number of the last one, and its acknowledgement's id
  std::uint64_t acknowledged = 0;  ///< in this order
  std::uint64_t last_ack_seq = 0;
  std::uint64_t last_seen = 0;       ///< number of the last message that the witness saw of this person
  std::deque<std::uint64_t> stamps;  ///< nanoseconds of what is not acknowledged
};

class conversation final : public listener {
 public:
  conversation(const plan& p, std::uint16_t port, pid_t server)
      : plan_(p), server_(server), swarm_(loopback(port)), rooms_(p.rooms), people_(p.people) {}

  std::string run() {
    join();
    begin_ = now_ns();
    const auto start = steady::now();
    const auto measured = start + plan_.warm_up;
    const auto end = measured + plan_.duration;
    talking_ = true;
    if (plan_.rate == 0) {
      for (std::size_t round = 0; round < plan_.in_flight; ++round)
        for (std::size_t i = 0; i < plan_.senders; ++i) send(people_[i], now_ns());
    }
    swarm_.run(measured, [this] { return keep_pace(); }, 1ms);
    measurement cpu(server_);
    from_ns_ = now_ns();
    const auto acked_before = acked_;
    const auto delivered_before = delivered_;
    swarm_.run(end, [this] { return keep_pace(); }, 1ms);
    const auto acked = acked_ - acked_before;
    const std::chrono::duration<double> seconds = steady::now() - measured;
    cpu.count(acked);
    auto line = line_of("talk", cpu.report());
    talking_ = false;

    const auto expected = [this] {
      std::uint64_t sum = 0;
      for (const auto& each : rooms_) sum += each.sent * each.members;
      return sum;
    }();
    if (!swarm_.run(steady::now() + 20s, [&] { return acked_ == sent_ && delivered_ >= expected; }) ||
        delivered_ != expected) {
      throw std::runtime_error(
          fmt::format("sent {}, acknowledged {}, delivered {} of {}", sent_, acked_, delivered_, expected));
    }
    line +=
        fmt::format(" deliveries_per_second={:.0f} resident_mb={}",
                    static_cast<double>(delivered_ - delivered_before) / seconds.count(), resident_of(server_) >> 20);
    return line + acks_.report("ack") + deliveries_.report("delivery");
  }

  std::string greeting(const connection& self) override {
    const auto& who = *by_link_.at(&self);
    return fmt::format(R"(40/chat,{{"token":"{}"}})", token_of(who.number));
  }
  void on_ready(connection&) override { ++ready_; }
  void on_lost(connection&) override { throw std::runtime_error("the server refused or dropped a connection"); }

  void on_packet(connection& self, std::string_view packet) override {
    if (packet.starts_with(R"(2/chat,["message",)")) return on_message(self, packet);
    if (packet.starts_with("3/chat,")) return on_ack(*by_link_.at(&self), packet);
    if (packet.starts_with(R"(2/chat,["presence",)")) return;
    throw std::runtime_error(fmt::format("an unexpected packet: {}", packet.substr(0, 200)));
  }

 private:
  void join() {
    for (std::size_t i = 0; i < people_.size(); ++i) {
      auto& who = people_[i];
      who.number = i;
      who.home = &rooms_[i % rooms_.size()];
      who.link = &swarm_.add(*this);
      by_link_.emplace(who.link, &who);
      ++who.home->members;
      if (who.home->witness == nullptr) who.home->witness = who.link;
      // Not more handshakes at a time than a listener's queue takes.
      if (!swarm_.run(steady::now() + 30s, [&] { return i + 1 - ready_ < 64; })) throw std::runtime_error("no join");
    }
    if (!swarm_.run(steady::now() + 30s, [&] { return ready_ == people_.size(); })) throw std::runtime_error("no join");
  }

  /// Sends what is due by the clock, stamped with the time at which it was due.
  bool keep_pace() {
    if (plan_.rate == 0) return false;
    const auto due = static_cast<std::uint64_t>(static_cast<double>(now_ns() - begin_) / 1e9 * plan_.rate);
    while (paced_ < due) {
      auto& who = people_[paced_ % plan_.senders];
      send(who, begin_ + static_cast<std::uint64_t>(static_cast<double>(++paced_) / plan_.rate * 1e9));
    }
    return false;
  }

  void send(person& who, std::uint64_t stamp) {
    ++who.sent;
    ++who.home->sent;
    ++sent_;
    who.stamps.push_back(stamp);
    auto text = fmt::format("{:011}:{:019}:{:06}:", who.sent, stamp, who.number);
    text.resize(std::max(plan_.payload, text.size()), 'x');
    who.link->send(fmt::format(R"(2/chat,{0}["message:send",{{"room":{1},"client_id":"{0}","text":"{2}"}}])", who.sent,
                               room_id_of(who.number % rooms_.size()), text));
  }

  void on_ack(person& who, std::string_view packet) {
    const auto id = number_after(packet, "/chat,");
    if (!packet.contains(R"([{"ok":true,)")) throw std::runtime_error(fmt::format("refused: {}", packet));
    const auto seq = number_after(packet, R"("seq":)");
    if (id != who.acknowledged + 1 || seq <= who.last_ack_seq) throw std::runtime_error("acknowledged out of order");
    who.acknowledged = id;
    who.last_ack_seq = seq;
    const auto stamp = who.stamps.front();
    who.stamps.pop_front();
    ++acked_;
    if (from_ns_ != 0 && stamp >= from_ns_) acks_.add(std::chrono::nanoseconds(now_ns() - stamp));
    if (talking_ && plan_.rate == 0) send(who, now_ns());
  }

  void on_message(connection& self, std::string_view packet) {
    const auto seq = number_after(packet, R"("seq":)");
    const auto& reader = *by_link_.at(&self);
    if (seq != self.next_sequence + 1) {
      throw std::runtime_error(fmt::format("seq {} after {}: lost, doubled or reordered", seq, self.next_sequence));
    }
    self.next_sequence = seq;
    const auto text = packet.find(R"("text":")") + 8;
    const auto number = number_after(packet, "", text);
    const auto stamp = number_after(packet, "", text + 12);
    if (reader.home->witness == &self) {
      auto& author = people_.at(number_after(packet, "", text + 32));
      if (number != ++author.last_seen) throw std::runtime_error("messages of one sender changed their order");
    }
    ++delivered_;
    if (from_ns_ != 0 && stamp >= from_ns_) deliveries_.add(std::chrono::nanoseconds(now_ns() - stamp));
  }

  const plan& plan_;
  pid_t server_;
  swarm swarm_;
  std::vector<room> rooms_;
  std::vector<person> people_;
  std::unordered_map<const connection*, person*> by_link_;
  std::size_t ready_ = 0;
  bool talking_ = false;
  std::uint64_t begin_ = 0;
  std::uint64_t from_ns_ = 0;  ///< what was sent before is not measured
  std::uint64_t paced_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t acked_ = 0;
  std::uint64_t delivered_ = 0;
  quantiles acks_;
  quantiles deliveries_;
};

}  // namespace

std::vector<std::string> serve_command(const plan& p, std::uint16_t port) {
  return {p.server.string(),
          "serve",
          "--data",
          p.data.string(),
          "--listen",
          fmt::format("127.0.0.1:{}", port),
          "--connections-per-address",
          "0",
          "--messages-per-second",
          "1000000",
          "--message-burst",
          "1000000",
          "--events-per-second",
          "100000"};
}

std::string talk(const plan& p) {
  prepare(p.data / "webchats.db", p.people, p.rooms);
  server_process server(serve_command(p, 0), p.data / "log");
  conversation all(p, server.port(), server.pid());
  auto line = all.run();
  server.end(SIGTERM);
  // "store: 1234 writes in 56 commits, …", of the whole run.
  std::ifstream log(p.data / "log");
  const std::string said(std::istreambuf_iterator<char>(log), {});
  const auto writes = number_after(said, "store: ");
  const auto commits = number_after(said, " writes in ");
  const auto seconds = std::chrono::duration<double>(p.warm_up + p.duration).count();
  return line + fmt::format(" commits_per_second={:.0f} writes_per_commit={:.1f}",
                            static_cast<double>(commits) / seconds,
                            static_cast<double>(writes) / static_cast<double>(std::max<std::uint64_t>(commits, 1)));
}

}  // namespace load
