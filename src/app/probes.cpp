#include "app/probes.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "api/auth/token.hpp"
#include "app/version.hpp"

namespace webchats::app {

namespace {

using answering = boost::asio::awaitable<http::response>;

constexpr std::chrono::seconds holds_for{1};

http::response plain(unsigned status, std::string text) {
  auto answer = http::response::text(status, std::move(text));
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

class probes {
 public:
  explicit probes(const probed& parts) : parts_(parts) {}

  answering ready() {
    if (parts_.draining) co_return plain(503, "the server is stopping\n");
    // Anybody may ask: what was found just now, good or bad, holds for the next one, too.
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    if (now - looked_.load() >= holds_for) {
      looked_ = now;
      is_good_ = (co_await parts_.data.check()).has_value();
    }
    if (!is_good_) co_return plain(503, "the database cannot be read and written\n");
    co_return plain(200, "ok\n");
  }

  answering metrics(http::request request) {
    auto storage = co_await counted_for(request);
    if (!storage) {
      const bool busy = std::holds_alternative<chat::unavailable>(storage.error());
      co_return busy ? plain(503, "the database cannot be read\n") : plain(404, "Not found\n");
    }
    const auto written = parts_.data.statistics();
    std::string text = fmt::format("# TYPE webchats_info gauge\nwebchats_info{{version=\"{}\"}} 1\n", version);
    const auto add = [&text](std::string_view name, std::string_view type, auto value) {
      text += fmt::format("# TYPE webchats_{0} {1}\nwebchats_{0} {2}\n", name, type, value);
    };
    add("http_connections", "gauge", parts_.web.connection_count());
    add("sessions", "gauge", parts_.sockets.session_count());
    add("users", "gauge", storage->users);
    add("rooms", "gauge", storage->rooms);
    add("messages", "gauge", storage->messages);
    add("files", "gauge", storage->files);
    add("files_bytes", "gauge", storage->files_bytes);
    add("database_bytes", "gauge", storage->database_bytes);
    add("writes_total", "counter", written.writes);
    add("commits_total", "counter", written.commits);
    add("failed_commits_total", "counter", written.failures);
    auto answer = plain(200, std::move(text));
    for (auto& [name, value] : answer.headers) {
      if (name == "Content-Type") value = "text/plain; version=0.0.4; charset=utf-8";
    }
    co_return answer;
  }

 private:
  /// Who asks from this machine, and not through a proxy on it, runs the server; all others show who they are.
  chat::flow<chat::storage_use> counted_for(const http::request& request) {
    const bool forwarded = request.header("x-forwarded-for") || request.header("forwarded") || request.header("via");
    if (!forwarded && (request.peer_address == "127.0.0.1" || request.peer_address == "::1")) {
      co_return co_await parts_.data.administration().storage();
    }
    const auto who = co_await parts_.accounts.authenticate(api::bearer_token(request).value_or(""));
    if (!who) co_return std::unexpected(who.error());
    co_return co_await parts_.administration.storage(who->me.who);
  }

  const probed parts_;
  std::atomic<std::chrono::steady_clock::duration> looked_{std::chrono::steady_clock::duration::min() / 2};
  std::atomic<bool> is_good_ = false;
};

}  // namespace

void install_probes(http::router& routes, const probed& parts) {
  const auto all = std::make_shared<probes>(parts);
  routes.add(http::method::get, "/healthz",
             [](const http::request&, http::responder responder) { responder.send(plain(200, "ok\n")); });
  routes.add(http::method::get, "/readyz", [all](const http::request&) { return all->ready(); });
  routes.add(http::method::get, "/metrics", [all](http::request request) { return all->metrics(std::move(request)); });
}

}  // namespace webchats::app
