#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <boost/asio/awaitable.hpp>

#include "api/classic/input.hpp"
#include "api/classic/page_anchors.hpp"
#include "api/error.hpp"
#include "api/json/writer.hpp"
#include "api/services.hpp"
#include "http/message.hpp"

namespace webchats::api::classic {

/// One request to `/api`, with what its action needs. Lives while the action runs, on the loop of the connection.
struct call {
  call(const api::services& chat, page_anchors& pages, http::request asked)
      : services(chat), anchors(pages), request(std::move(asked)), in(request) {}
  call(const call&) = delete;
  call& operator=(const call&) = delete;

  const api::services& services;
  page_anchors& anchors;
  const http::request request;
  const input in;
  std::string token{};  ///< of a personal call: the one that was accepted
  chat::identity who{};

  [[nodiscard]] const chat::user& user() const noexcept { return who.me.who; }
};

/// An action of a personal call has `who`. Every application error is status 200 with an `errno`: these clients show
/// nothing for any other status, or freeze.
using action = boost::asio::awaitable<http::response> (*)(const call&);

[[nodiscard]] http::response ok(json_writer&& body);
/// `{"errno":n,"message":…}`
[[nodiscard]] http::response errno_message(int number, std::string_view message);
/// `{"errno":n,"msg":…}`
[[nodiscard]] http::response errno_msg(int number, std::string_view msg);

/// The cookie that lets the one request these clients send without their token (history, after a reconnect) know whose
/// it is. Only `GET /api/history/message` reads it, a script cannot, and no other site makes a browser send it.
inline constexpr std::string_view history_cookie = "webchats_history";
/// Adds it to `answer`, unless the request shows that the browser has it.
void give_history_cookie(http::response& answer, const http::request& request, std::string_view token);

// The actions.
boost::asio::awaitable<http::response> sign_up(const call& asked);
boost::asio::awaitable<http::response> login(const call& asked);
boost::asio::awaitable<http::response> logout(const call& asked);
boost::asio::awaitable<http::response> own_account(const call& asked);
boost::asio::awaitable<http::response> ask_robot(const call& asked);
boost::asio::awaitable<http::response> history(const call& asked);
boost::asio::awaitable<http::response> upload_image(const call& asked);
boost::asio::awaitable<http::response> upload_avatar(const call& asked);

}  // namespace webchats::api::classic
