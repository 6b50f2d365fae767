#include "socketio/admin/console.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/log.hpp"
#include "net/loop_group.hpp"
#include "socketio/json_text.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/server_core.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

constexpr std::size_t max_pages = 64;
constexpr std::size_t max_list = std::size_t{16} << 20;  // bytes of one loop's sockets, which may be in many rooms

json::object config(const admin_options& options) {
  json::array features;
  if (options.permitted == admin_options::access::full) {
    features = {"EMIT", "JOIN", "LEAVE", "DISCONNECT", "MJOIN", "MLEAVE", "MDISCONNECT"};
  }
  features.emplace_back("AGGREGATED_EVENTS");
  if (options.mode == admin_options::detail::development) features.emplace_back("ALL_EVENTS");
  return {{"supportedFeatures", std::move(features)}};
}

void log(std::string_view what, const socket& page) {
  base::log(base::log_level::info,
            std::string("admin page: ").append(what).append(1, ' ').append(page.handshake().request->peer_address()));
}

/// What a page that has logged in with a password keeps until it is open.
struct fresh_login {};

}  // namespace

void instrument(server& io, const admin_options& options) {
  server_core& core = io.core();
  if (core.admin) throw std::invalid_argument("admin page: this server has one");
  core.admin = std::make_unique<admin_console>(core, [&io] { return io.engine().counters(); }, options);
}

admin_console::admin_console(server_core& core, connection_counters connections, const admin_options& options)
    : core_(core),
      options_(options),
      connections_(std::move(connections)),
      serializer_(options, core.options.engine.path),
      statistics_(options.server_id),
      pages_(core.namespaces.of(options.namespace_name)),
      places_(core.loops.size()),
      clock_(core.loops[0], options.stats_interval) {
  if (options.stats_interval <= std::chrono::milliseconds::zero()) {
    throw std::invalid_argument("admin page: the interval of the statistics must be positive");
  }
  if (const auto* who = std::get_if<admin_credentials>(&options.auth)) login_.emplace(*who, options.session_duration);
  // A page that comes back gets everything anew; what it has missed is not worth a log.
  pages_.registry_->recovery.reset();
  pages_.use([this](const socket_ptr& page, const next_function& next) { let_in(page, next); });
  pages_.on_connection([this](const socket_ptr& page) { open(page); });
  pages_.on_disconnect([this](const socket& page, disconnect_reason) { close(page); });
  if (options.permitted == admin_options::access::full) set_actions(pages_);
}

admin_console::~admin_console() = default;

void admin_console::let_in(const socket_ptr& page, const next_function& next) {
  if (open_pages_ >= max_pages) return next(connect_error{.message = "too many pages", .data = {}});
  if (!login_) return next(std::nullopt);
  const auto decide = [page, next](admin_login::verdict verdict) {
    switch (verdict) {
      case admin_login::verdict::session:
        return next(std::nullopt);
      case admin_login::verdict::password:
        page->context = std::make_shared<fresh_login>();
        return next(std::nullopt);
      case admin_login::verdict::refused:
        log("refused", *page);
        return next(connect_error{.message = "invalid credentials", .data = {}});
      case admin_login::verdict::too_many:
        log("too many attempts, the last from", *page);
        return next(connect_error{.message = "too many attempts, try again later", .data = {}});
    }
  };
  // The hashing thread may be the one that knows.
  const auto answer = [page, decide](admin_login::verdict verdict) {
    page->loop().post([decide, verdict] { decide(verdict); });
  };
  const socketio::handshake& said = page->handshake();
  login_->ask(said.auth, said.request->peer_address(), page->loop().now(), answer);
}

void admin_console::open(const socket_ptr& page) {
  log("opened from", *page);
  if (page->context) page->emit("session", {login_->begin_session(page->loop().now())});
  page->context.reset();
  page->emit("config", {config(options_)});

  const auto viewer =
      std::make_shared<admin_viewer>(page, places_.size(), [this](const std::shared_ptr<admin_viewer>& self) {
        for (std::size_t loop = 0; loop < places_.size(); ++loop) {
          on_loop(loop, [this, loop, self] { send_sockets(loop, self); });
        }
      });
  page->on_drain([viewer] { viewer->resume(); });
  place& own = here();
  own.viewers.push_back(viewer);
  own.viewer_count = own.viewers.size();
  pages_changed(+1);
  viewer->show("server_stats", statistics_.state(connections_(), core_.namespaces.all()));
  if (options_.mode == admin_options::detail::development) viewer->collect();
}

void admin_console::close(const socket& page) {
  place& own = here();
  std::erase_if(own.viewers, [&](const auto& viewer) { return viewer->page().get() == &page; });
  own.viewer_count = own.viewers.size();
  pages_changed(-1);
}

void admin_console::pages_changed(int by) {
  const std::lock_guard lock(mutex_);
  const std::size_t before = open_pages_;
  open_pages_ = by > 0 ? before + 1 : before - 1;
  const bool first = before == 0;
  const bool last = open_pages_ == 0;
  if (options_.mode == admin_options::detail::development) core_.observer = last ? nullptr : this;
  if (first) {
    on_loop(0, [this] {
      statistics_.begin(connections_());
      clock_.arm(*this);
    });
  }
  for (std::size_t loop = 0; last && loop < places_.size(); ++loop) {
    on_loop(loop, [this, loop] { places_[loop].data_told.clear(); });
  }
}

/// Runs on the loop whose sockets they are.
void admin_console::send_sockets(std::size_t of_loop, const std::shared_ptr<admin_viewer>& to) {
  places_[of_loop].events_left = options_.max_events;
  const std::size_t most = std::max<std::size_t>(1, options_.max_sockets / places_.size());
  std::vector<std::string> sockets;
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (const auto& nsp : core_.namespaces.all()) {
    for (const socket_ptr& each : nsp->registry_->shards[of_loop]->sockets()) {
      ++count;
      if (sockets.size() == most || bytes > max_list) continue;
      const auto since = each->handshake().request->time();
      note_data(*each);
      sockets.push_back(serializer_.socket(*each) + ",\"" + admin_serializer::timestamp(since) + '"');
      bytes += sockets.back().size();
    }
  }
  if (count > sockets.size()) {
    base::log(base::log_level::warning, "admin page: only " + std::to_string(sockets.size()) + " of " +
                                            std::to_string(count) + " sockets of loop " + std::to_string(of_loop) +
                                            " are shown");
  }
  on_loop(to->page()->loop().index(), [to, of_loop, sockets = std::move(sockets)] { to->add_part(of_loop, sockets); });
}

void admin_console::on_deadline() {
  if (open_pages_ == 0) return;
  clock_.arm(*this);
  const auto stats = std::make_shared<const std::string>(
      statistics_.counted(connections_(), core_.namespaces.all(), std::chrono::system_clock::now()));
  for (std::size_t loop = 0; loop < places_.size(); ++loop) {
    on_loop(loop, [this, loop, stats] {
      for (const auto& viewer : places_[loop].viewers) viewer->show("server_stats", *stats);
      places_[loop].events_left = options_.max_events;
      if (core_.watcher() == this) tell_changed_data();
    });
  }
}

void admin_console::on_loop(std::size_t index, std::function<void()> task) {
  if (net::loop::current() == &core_.loops[index]) return task();
  core_.loops[index].post(std::move(task));
}

}  // namespace webchats::socketio
