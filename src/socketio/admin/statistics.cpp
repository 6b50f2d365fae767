#include "socketio/admin/statistics.hpp"

#include <unistd.h>

#include <array>
#include <utility>
#include <boost/json/object.hpp>

#include "socketio/admin/serializer.hpp"
#include "socketio/json_text.hpp"
#include "socketio/namespace.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

constexpr std::size_t max_namespaces = 1'000;

std::string host_name() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("unknown");
}

}  // namespace

admin_statistics::admin_statistics(std::string server_id) : server_id_(std::move(server_id)), host_(host_name()) {
  if (server_id_.empty()) server_id_ = host_;
}

std::string admin_statistics::counted(const engineio::server_counters& now,
                                      const std::vector<std::shared_ptr<namespace_>>& namespaces, system_time when) {
  json::array events;
  const auto second = std::chrono::floor<std::chrono::seconds>(when.time_since_epoch());
  const auto add = [&](std::string_view type, std::uint64_t before, std::uint64_t after, std::string_view detail = {}) {
    if (after <= before) return;
    json::object event{{"timestamp", std::chrono::milliseconds(second).count()}, {"type", type}};
    if (!detail.empty()) event["subType"] = detail;
    event["count"] = after - before;
    events.push_back(std::move(event));
  };
  add("rawConnection", before_.handshakes, now.handshakes);
  for (std::size_t i = 0; i < engineio::close_reasons; ++i) {
    const auto reason = static_cast<engineio::close_reason>(i);
    add("rawDisconnection", before_.closed_for(reason), now.closed_for(reason), to_string(reason));
  }
  add("packetsIn", before_.packets_in, now.packets_in);
  add("packetsOut", before_.packets_out, now.packets_out);
  add("bytesIn", before_.bytes_in, now.bytes_in);
  add("bytesOut", before_.bytes_out, now.bytes_out);
  before_ = now;
  return text(now, namespaces, std::move(events));
}

std::string admin_statistics::state(const engineio::server_counters& now,
                                    const std::vector<std::shared_ptr<namespace_>>& namespaces) const {
  return text(now, namespaces, {});
}

std::string admin_statistics::text(const engineio::server_counters& now,
                                   const std::vector<std::shared_ptr<namespace_>>& namespaces,
                                   json::array events) const {
  json::array shown;
  for (const auto& nsp : namespaces) {
    if (shown.size() == max_namespaces) break;
    shown.push_back({{"name", admin_text(nsp->name())}, {"socketsCount", nsp->socket_count()}});
  }
  const std::chrono::duration<double> uptime = std::chrono::steady_clock::now() - started_;
  const json::object stats{{"serverId", admin_text(server_id_)},
                           {"hostname", admin_text(host_)},
                           {"pid", getpid()},
                           {"uptime", uptime.count()},
                           {"clientsCount", now.polling_sessions + now.websocket_sessions},
                           {"pollingClientsCount", now.polling_sessions},
                           {"aggregatedEvents", std::move(events)},
                           {"namespaces", std::move(shown)}};
  std::string made;
  append_json(made, stats);
  return made;
}

}  // namespace webchats::socketio
