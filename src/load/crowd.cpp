#include "load/crowd.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <fmt/format.h>

namespace webchats::load {
namespace {

constexpr std::size_t stamp_size = 32;
constexpr std::string_view message_head = R"(2["message",")";

}  // namespace

std::string stamped(const stamp& s, std::size_t size) {
  std::string text = fmt::format("{:011}:{:019}:", s.sequence, s.sent_ns);
  text.resize(std::max(size, stamp_size), 'x');
  return text;
}

stamp read_stamp(std::string_view text) {
  stamp found{};
  if (text.size() < stamp_size ||
      std::from_chars(text.data(), text.data() + 11, found.sequence).ptr != text.data() + 11 ||
      std::from_chars(text.data() + 12, text.data() + 31, found.sent_ns).ptr != text.data() + 31) {
    throw std::runtime_error("a message came back changed");
  }
  return found;
}

std::string message_packet(const stamp& s, std::size_t size) {
  return fmt::format(R"({}{}"])", message_head, stamped(s, size));
}

stamp read_message(std::string_view packet) {
  if (!packet.starts_with(message_head)) throw std::runtime_error("an unexpected packet");
  return read_stamp(packet.substr(message_head.size()));
}

void crowd::on_lost(connection& self) {
  const std::string& words = self.lost_by().words;
  throw std::runtime_error("the server dropped a connection" + (words.empty() ? words : ": " + words));
}

void crowd::join(std::size_t count, transport kind, std::size_t at_a_time) {
  const std::size_t goal = ready_ + count;
  const auto patience = steady::now() + plan_.patience;
  for (std::size_t added = 0; added < count;) {
    while (added < count && swarm_.all().size() - ready_ < at_a_time) {
      swarm_.add(*this, kind);
      ++added;
    }
    const std::size_t before = ready_;
    if (!swarm_.run(patience, [&] { return ready_ > before; })) break;
  }
  if (!swarm_.run(patience, [&] { return ready_ == goal; })) throw std::runtime_error("not every connection came up");
}

}  // namespace webchats::load
