#include "api/contracts.hpp"

#include <cstdint>
#include <memory>
#include <utility>
#include <variant>

#include "api/classic/data_url.hpp"
#include "api/classic/main_namespace.hpp"
#include "api/classic/routes.hpp"
#include "api/events/chat_namespace.hpp"
#include "api/hooks/receive.hpp"
#include "api/presence_teller.hpp"
#include "api/rest/routes.hpp"
#include "engineio/base64.hpp"
#include "http/cors.hpp"
#include "net/loop_group.hpp"
#include "net/task_group.hpp"
#include "socketio/server.hpp"

namespace webchats::api {

std::size_t max_payload_for(const http::request& handshake) {
  constexpr std::size_t usual = 1'000'000;
  constexpr std::size_t around_image = 64 * 1024;  // names, text and quotes beside the image
  if (handshake.parameter("EIO") != "3") return usual;
  return engineio::base64_size(classic::longest_socket_image) + around_image;
}

struct contracts::state {
  explicit state(dependencies parts)
      : services(parts.services),
        origins(http::origin_policy(parts.options.allowed_origins)),
        classic_routes(services, origins, parts.options.classic_requests_per_minute),
        chat(parts.loops, parts.sockets.of("/chat"), services, parts.options.events_per_second),
        main(parts.loops, parts.sockets.of("/"), services),
        teller(parts.loops, services.presence, [this](chat::room_id room, const chat::gathering& now) {
          if (now.news == chat::presence_news::people) main.presence_told(room, now.people);
          return chat.presence_told(room, now);
        }) {
    services.connections = [this](std::size_t limit) { return chat.connections(limit); };
    rest::add_routes(parts.routes, services, origins);
    hooks::add_routes(parts.routes, services);
    rest::add_files(parts.routes, std::move(parts.files), services.files);
    classic_routes.add_to(parts.routes);
    for (std::size_t index = 0; index < parts.loops.size(); ++index) {
      answering.push_back(std::make_unique<net::task_group>(parts.loops[index], "robot"));
    }
    parts.notices.open([this](const chat::notice& one) { deliver(one); });
  }

  void deliver(const chat::notice& one) {
    if (auto asked = services.room_robot.question_in(one)) {
      // On the room's home loop, as every notice of it.
      const auto home = static_cast<std::uint64_t>(asked->room.value) % answering.size();
      answering[home]->spawn(services.room_robot.answer(std::move(*asked)));
    }
    if (const auto* presence = std::get_if<chat::presence_changed>(&one)) return teller.changed(*presence);
    chat.deliver(one);
    main.deliver(one);
  }

  api::services services;
  const http::cors origins;
  classic::routes classic_routes;
  events::chat_namespace chat;
  classic::main_namespace main;
  presence_teller teller;
  std::vector<std::unique_ptr<net::task_group>> answering;  ///< one per loop
};

contracts::contracts(dependencies parts) : state_(std::make_unique<state>(std::move(parts))) {}

contracts::~contracts() = default;

}  // namespace webchats::api
