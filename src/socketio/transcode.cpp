#include "socketio/transcode.hpp"

#include <stdexcept>
#include <utility>

#include "socketio/arguments.hpp"
#include "socketio/msgpack_packet.hpp"
#include "socketio/packet.hpp"

namespace webchats::socketio {
namespace {

// Of what this server made itself; it has checked the values while it encoded them.
constexpr decode_limits own_limits{.max_attachments = 9'999, .max_json_depth = 10'000};

}  // namespace

std::string to_msgpack(std::string_view text, const std::vector<base::shared_buffer>& attachments) {
  auto read = decode(text, own_limits);
  if (!read) throw std::invalid_argument("not a packet: " + std::string(to_string(read.error().error)));
  std::string out;
  switch (read->type) {
    case packet_type::connect: {
      if (!read->data) {
        append_msgpack_connect(out, read->nsp);
        break;
      }
      const boost::json::object& ids = read->data->get_object();
      const boost::json::value* pid = ids.if_contains("pid");
      append_msgpack_connect(out, read->nsp, ids.at("sid").get_string(),
                             pid == nullptr ? std::string_view() : std::string_view(pid->get_string()));
      break;
    }
    case packet_type::disconnect:
      append_msgpack_disconnect(out, read->nsp);
      break;
    case packet_type::connect_error:
      append_msgpack_connect_error(out, read->nsp, *read->data);
      break;
    case packet_type::event:
    case packet_type::ack: {
      arguments values(std::move(read->data->get_array()));
      values.attachments = attachments;
      if (read->type == packet_type::ack) {
        append_msgpack_ack(out, read->nsp, *read->id, values);
        break;
      }
      const std::string event(values.values.front().get_string());
      values.values.erase(values.values.begin());
      append_msgpack_event(out, read->nsp, event, values, read->id);
      break;
    }
  }
  return out;
}

}  // namespace webchats::socketio
