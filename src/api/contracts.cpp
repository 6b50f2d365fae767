#include "api/contracts.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <variant>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

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

namespace {

/// Whether a room is to see the robot typing; over with the answer, however that ends.
struct typing_sign {
  typing_sign() = default;
  typing_sign(const typing_sign&) = delete;
  typing_sign& operator=(const typing_sign&) = delete;
  ~typing_sign() { *shown = false; }
  std::shared_ptr<bool> shown = std::make_shared<bool>(false);
};

}  // namespace

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
      looking.push_back(std::make_unique<net::task_group>(parts.loops[index], "previews"));
    }
    parts.notices.open([this](const chat::notice& one) { deliver(one); });
  }

  void deliver(const chat::notice& one) {
    if (auto asked = services.room_robot.question_in(one)) {
      // On the room's home loop, as every notice of it.
      const auto home = static_cast<std::uint64_t>(asked->room.value) % answering.size();
      answering[home]->spawn(answer(answering[home].get(), std::move(*asked)));
    }
    if (auto wanted = services.previews.wanted_by(one)) {
      const auto home = static_cast<std::uint64_t>(wanted->room.value) % looking.size();
      looking[home]->spawn(services.previews.make(std::move(*wanted)));
    }
    if (const auto* presence = std::get_if<chat::presence_changed>(&one)) return teller.changed(*presence);
    chat.deliver(one);
    main.deliver(one);
  }

  /// Until the first words are there, the room sees the robot typing.
  boost::asio::awaitable<void> answer(net::task_group* tasks, chat::message asked) {
    const typing_sign typing;
    const auto watch = [this, tasks, shown = typing.shown, room = asked.room, thread = asked.thread](
                           chat::room_robot::sign sign, const chat::user& robot) {
      *shown = sign == chat::room_robot::sign::thinks;
      if (*shown) tasks->spawn(show_typing(shown, room, thread, robot));
    };
    co_await services.room_robot.answer(std::move(asked), watch);
  }

  /// A page shows the sign for five seconds.
  boost::asio::awaitable<void> show_typing(std::shared_ptr<const bool> shown, chat::room_id room, chat::seq_no thread,
                                           chat::user robot) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    while (*shown) {
      chat.tell_typing(room, thread, robot);
      timer.expires_after(std::chrono::seconds(3));
      co_await timer.async_wait(boost::asio::use_awaitable);
    }
  }

  api::services services;
  const http::cors origins;
  classic::routes classic_routes;
  events::chat_namespace chat;
  classic::main_namespace main;
  presence_teller teller;
  std::vector<std::unique_ptr<net::task_group>> answering;  ///< one per loop
  std::vector<std::unique_ptr<net::task_group>> looking;    ///< at pages that people link to; one per loop
};

contracts::contracts(dependencies parts) : state_(std::make_unique<state>(std::move(parts))) {}

contracts::~contracts() = default;

}  // namespace webchats::api
