#include <utility>

#include "base/log.hpp"
#include "socketio/admin/console.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/remote_socket.hpp"
#include "socketio/server_core.hpp"

// What pages ask for. Each event has the namespace first; its filter is a room or the id of a socket, and without one
// everybody is meant. What cannot be meant is ignored, as the page expects no answer.

namespace webchats::socketio {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) { return value.is_string() ? std::string(value.get_string()) : ""; }

}  // namespace

void admin_console::set_actions(namespace_& pages) {
  pages.on("emit", [this](socket& page, const arguments& values, const acknowledge&) {
    const std::string event = text_of(values[2]);
    if (event.empty()) return;
    arguments rest = values;
    rest.values.erase(rest.values.begin(), rest.values.begin() + 3);
    act(page, "emits \"" + event + '"', values, 1,
        [event, rest](const broadcast_operator& whom) { whom.emit(event, rest); });
  });
  pages.on("join", [this](socket& page, const arguments& values, const acknowledge&) {
    const std::string room = text_of(values[1]);
    if (room.empty()) return;
    act(page, "joins room \"" + room + "\" with", values, 2,
        [room](const broadcast_operator& whom) { whom.sockets_join(room); });
  });
  pages.on("leave", [this](socket& page, const arguments& values, const acknowledge&) {
    const std::string room = text_of(values[1]);
    if (room.empty()) return;
    act(page, "leaves room \"" + room + "\" with", values, 2,
        [room](const broadcast_operator& whom) { whom.sockets_leave(room); });
  });
  pages.on("_disconnect", [this](socket& page, const arguments& values, const acknowledge&) {
    const auto connection = values[1] == json::value(true) ? underlying::close : underlying::keep;
    act(page, "disconnects", values, 2,
        [connection](const broadcast_operator& whom) { whom.disconnect_sockets(connection); });
  });
}

void admin_console::act(const socket& page, const std::string& what, const arguments& values, std::size_t filter,
                        const action& carry_out) {
  const json::value& to = values[filter];
  const auto nsp = core_.namespaces.find(text_of(values[0]));
  if (!nsp || !(to.is_null() || to.is_string())) return;
  const std::string whom = text_of(to);
  base::log(base::log_level::info, "admin page: " + std::string(page.handshake().request->peer_address()) + ' ' + what +
                                       ' ' + (to.is_null() ? "everybody" : '"' + whom + '"') + " in " + nsp->name());
  if (to.is_null()) return carry_out(nsp->everybody());
  if (!serializer_.stands_for_id(whom)) return carry_out(nsp->to(whom));
  nsp->fetch_sockets([this, nsp, whom, carry_out](const std::vector<remote_socket>& all) {
    for (const remote_socket& each : all) {
      if (serializer_.shown_id(each.id, *each.handshake.request) == whom) carry_out(nsp->to(each.id));
    }
  });
}

}  // namespace webchats::socketio
