#include "engineio/polling_transport.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "engineio/jsonp.hpp"
#include "engineio/payload.hpp"
#include "engineio/v3_text.hpp"

namespace webchats::engineio {
namespace {

bool is_binary(const packet& p) noexcept { return p.kind == message_type::binary; }

payload_format format_for(const polling_format& format, const std::vector<packet>& packets) noexcept {
  if (format.revision == protocol::v4) return payload_format::v4;
  const bool raw = format.binary_as == polling_format::binary::raw && std::ranges::any_of(packets, is_binary);
  return raw ? payload_format::v3_binary : payload_format::v3_text;
}

}  // namespace

void polling_transport::push(outgoing entry) {
  pending_ += entry.cost();
  queue_.push_back(std::move(entry));
}

std::vector<outgoing> polling_transport::take() {
  pending_ = 0;
  return std::exchange(queue_, {});
}

void polling_transport::wait(std::shared_ptr<exchange> poll, std::string callback) {
  poll_ = std::move(poll);
  callback_ = std::move(callback);
}

void polling_transport::answer_all(std::optional<packet_type> last) {
  const std::vector<outgoing> entries = take();
  std::vector<packet> packets;
  packets.reserve(entries.size() + 1);
  for (const outgoing& entry : entries) packets.push_back(entry.view());
  const bool packable =
      std::ranges::any_of(entries, [](const outgoing& entry) { return entry.compress == compression::allow; });
  if (last) packets.push_back({.type = *last, .kind = message_type::text, .data = {}});
  answer(std::move(packets), packable ? compression::allow : compression::off);
}

void polling_transport::answer_first() {
  const outgoing first = std::move(queue_.front());
  queue_.erase(queue_.begin());
  pending_ -= first.cost();
  answer({first.view()}, first.compress);
}

void polling_transport::answer_only(packet_type only) {
  answer({packet{.type = only, .kind = message_type::text, .data = {}}}, compression::off);
}

void polling_transport::answer(std::vector<packet> packets, compression mode) {
  const payload_format format = format_for(format_, packets);
  // In a binary body every client reads text alike.
  std::deque<std::string> escaped;
  if (format == payload_format::v3_text && format_.text_as == polling_format::text::escaped) {
    for (packet& each : packets) {
      if (each.type != packet_type::message || is_binary(each) || is_ascii(each.data)) continue;
      each.data = escaped.emplace_back(escape_json_text(each.data));
    }
  }
  http::response reply;
  reply.body = encode_payload(format, packets);
  std::string_view content_type = "text/plain; charset=UTF-8";
  if (format == payload_format::v3_binary) content_type = "application/octet-stream";
  if (format_.framed_as == polling_format::framing::jsonp) {
    // A browser told `nosniff` runs no script of another type.
    content_type = "text/javascript; charset=UTF-8";
    reply.body = encode_jsonp(callback_, reply.body);
  }
  reply.headers.emplace_back("Content-Type", content_type);
  // The poll is over before its answer goes out: whatever the answer sets off finds the transport ready.
  std::exchange(poll_, nullptr)->answer(std::move(reply), mode);
}

}  // namespace webchats::engineio
