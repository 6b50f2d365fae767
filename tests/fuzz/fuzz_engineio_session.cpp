// A client that does anything in any order, with virtual time. Nothing may crash; no request is answered twice; the end
// is told once and last; and no session outlives its deadlines, whatever came before.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "unit/engineio/fake_host.hpp"

using namespace webchats::engineio;

namespace {

/// Takes the input apart.
class source {
 public:
  source(const std::uint8_t* data, std::size_t size) : data_(data), end_(data + size) {}
  [[nodiscard]] bool empty() const { return data_ == end_; }
  std::uint8_t byte() { return empty() ? 0 : *data_++; }
  std::string bytes() {
    const std::size_t wanted = byte();
    const std::size_t size = std::min<std::size_t>(wanted, static_cast<std::size_t>(end_ - data_));
    std::string out(reinterpret_cast<const char*>(data_), size);
    data_ += size;
    return out;
  }

 private:
  const std::uint8_t* data_;
  const std::uint8_t* end_;
};

class play {
 public:
  play(protocol revision, polling_format format, bool websocket, double packets_per_second)
      : f_(revision, echo, format) {
    f_.host.settings.outbox_limit = 2000;
    f_.host.settings.packets = {.per_second = packets_per_second};
    if (websocket) {
      f_.open_by_websocket(new_socket());
    } else {
      f_.open_by_polling();
    }
  }

  void run(source& in) {
    while (!in.empty() && f_.log.closed.empty()) {
      step(in);
      for (const auto& each : f_.exchanges) check(each->answers <= 1);
      if (in.byte() % 4 == 0) f_.host.end_turn();
    }
    f_.host.end_turn();
    const std::size_t heard = f_.log.messages.size();
    // A client that does nothing any more: heartbeat, probe and drain together last less than this.
    f_.host.advance(milliseconds(10'000));
    check(f_.log.closed.size() == 1 && f_.host.finished == 1);
    check(f_.log.messages.size() == heard);
    check(f_.host.armed() == 0);
    for (const auto& each : f_.exchanges) check(each->answers == 1);
    for (const auto& each : sockets_) check(each->closed || !each->attached);
  }

 private:
  static void check(bool holds) {
    if (!holds) std::abort();
  }

  fake_websocket& new_socket() { return *sockets_.emplace_back(std::make_unique<fake_websocket>()); }
  fake_websocket* pick(source& in) { return sockets_.empty() ? nullptr : sockets_[in.byte() % sockets_.size()].get(); }

  void abort_poll(fake_exchange& poll) {
    if (poll.answers != 0) return;
    poll.answers = 1;  // nobody is left to answer
    f_.self->on_poll_aborted(poll);
  }

  void step(source& in) {
    switch (in.byte() % 14) {
      case 0:
        f_.poll();
        break;
      case 1:
        f_.post(in.bytes());
        break;
      case 2:
        f_.post(in.bytes(), session::content::octet_stream);
        break;
      case 3:
        if (!f_.exchanges.empty()) abort_poll(*f_.exchanges[in.byte() % f_.exchanges.size()]);
        break;
      case 4:
        if (sockets_.size() < 64) f_.self->on_upgrade(new_socket());
        break;
      case 5:
        if (fake_websocket* const s = pick(in)) f_.frame(*s, in.bytes());
        break;
      case 6:
        if (fake_websocket* const s = pick(in)) f_.frame(*s, "2probe");
        break;
      case 7:
        if (fake_websocket* const s = pick(in)) f_.frame(*s, "5");
        break;
      case 8:
        if (fake_websocket* const s = pick(in); s != nullptr && s->attached) {
          f_.self->on_frame(*s, message_type::binary, in.bytes());
        }
        break;
      case 9:
        if (fake_websocket* const s = pick(in); s != nullptr && s->attached) {
          s->attached = false;
          f_.self->on_websocket_closed(*s, close_reason::transport_close, {});
        }
        break;
      case 10:
        f_.host.advance(milliseconds(in.byte()));
        break;
      case 11:
        f_.host.stall(milliseconds(in.byte()));
        break;
      case 12:
        f_.self->send(in.byte() % 2 == 0 ? message_type::text : message_type::binary, "x");
        break;
      case 13:
        if (in.byte() % 8 == 0) f_.self->close();
        break;
    }
  }

  session_fixture f_;
  std::vector<std::unique_ptr<fake_websocket>> sockets_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  source in(data, size);
  const std::uint8_t how = in.byte();
  const polling_format format{
      .framed_as = (how & 2) != 0 ? polling_format::framing::jsonp : polling_format::framing::plain,
      .text_as = (how & 8) != 0 ? polling_format::text::escaped : polling_format::text::raw};
  play((how & 1) != 0 ? protocol::v3 : protocol::v4, format, (how & 4) != 0, (how & 16) != 0 ? 10 : 0).run(in);
  return 0;
}
