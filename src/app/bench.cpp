#include "app/bench.hpp"

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <expected>
#include <iostream>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include "app/bench_report.hpp"
#include "app/bench_server.hpp"
#include "app/terminal.hpp"
#include "load/process.hpp"
#include "load/scenarios.hpp"
#include "load/visit.hpp"

namespace webchats::app {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t room_size = 1'000;
constexpr std::size_t asker_count = 200;
constexpr std::size_t connect_round = 500;
constexpr std::size_t idle_count = 5'000;
constexpr std::size_t first_connections = 100;
constexpr std::size_t visitor_count = 100;
constexpr std::size_t messages_under_way = 32;
constexpr std::size_t other_files = 64;    ///< that a process has open besides its connections
constexpr std::size_t fewest_files = 128;  ///< with less there is nothing to measure

/// Tells the person what is measured, on one line of a terminal.
class progress_line {
 public:
  progress_line(language lang, int steps) : lang_(lang), steps_(steps) {}
  ~progress_line() { clear(); }
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;

  void clear() {
    if (terminal_) std::cerr << "\r\033[K" << std::flush;
  }
  void next(const char* en, const char* zh) {
    std::cerr << (terminal_ ? "\r\033[K" : "")
              << fmt::format("[{}/{}] {} …", ++step_, steps_, lang_ == language::zh ? zh : en)
              << (terminal_ ? "" : "\n") << std::flush;
  }

 private:
  language lang_;
  int steps_;
  int step_ = 0;
  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
};

/// How many connections this process has files for, as many as it may have.
std::size_t room_for_connections() noexcept {
  const std::size_t files = load::raise_file_limit();
  return files > other_files ? files - other_files : 0;
}

/// Whether `wanted` connections fit below the limit of open files; when not, says so.
bool check_files(std::size_t wanted, std::size_t room, language lang) {
  if (wanted <= room) return true;
  std::cerr << fmt::format(
      fmt::runtime(lang == language::zh
                       ? "打开文件数上限只允许 {} 个连接，需要 {} 个。请用 `ulimit -n {}` 提高上限。\n"
                       : "The limit of open files leaves room for {} connections of {}; `ulimit -n {}` raises it.\n"),
      room, wanted, wanted + other_files);
  return false;
}

exit_code measure_machine(const bench_request& asked, language lang) {
  const std::size_t files = room_for_connections();
  const std::size_t wanted = std::max(asked.connections.value_or(idle_count), idle_count);
  if (!check_files(wanted, files, lang) && files < fewest_files) return exit_code::unavailable;

  machine_figures found;
  found.members = std::min(asked.connections.value_or(room_size), files);
  found.askers = std::min(asker_count, files);
  found.idle = std::min(wanted, files);
  load::plan plan{.warm_up = std::min<std::chrono::milliseconds>(asked.duration, 300ms),
                  .duration = asked.duration,
                  .patience = 10s};
  progress_line progress(lang, 5);
  {
    const bench_server server;
    plan.where = load::loopback(server.port());
    plan.server = server.pid();
    plan.connections = found.members;
    progress.next("a room, one message at a time", "房间，逐条发送");
    found.paced = load::fan_out(plan);
    progress.next("a room, as fast as it can", "房间，全速发送");
    plan.in_flight = messages_under_way;
    found.saturated = load::fan_out(plan);
    progress.next("question and answer", "请求与应答");
    plan.in_flight = 1;
    plan.connections = found.askers;
    found.echo = load::echo(plan);
    progress.next("connecting", "连接");
    plan.connections = std::min(connect_round, files);
    found.connects = load::connects(plan);
  }
  // Memory once given to a process seldom comes back: a fresh one.
  const bench_server server;
  plan.where = load::loopback(server.port());
  plan.server = server.pid();
  progress.next("memory of quiet connections", "空闲连接的内存");
  plan.connections = std::min(first_connections, found.idle / 10);
  static_cast<void>(load::idle(plan));  // what a server needs once, with the first connections
  plan.connections = found.idle;
  found.idle_bytes = load::idle(plan);
  progress.clear();
  std::cout << report(found, lang);
  return exit_code::success;
}

/// A server, as a person writes it.
struct server_address {
  std::string host;
  std::uint16_t port = 80;
  std::string path = "/socket.io/";
};

/// "localhost:5200", "http://chat.example.org/socket.io/", or what is wrong with it.
std::expected<server_address, std::string> parse_address(const std::string& url, language lang) {
  const bool chinese = lang == language::zh;
  const std::string whole = url.contains("://") ? url : "http://" + url;
  const auto parsed = boost::urls::parse_uri(whole);
  if (!parsed || parsed->host().empty() || (parsed->has_port() && parsed->port_number() == 0)) {
    return std::unexpected(fmt::format(fmt::runtime(chinese ? "“{}” 不是 http://主机:端口 形式的地址。"
                                                            : "\"{}\" is not an address like http://host:port."),
                                       url));
  }
  if (parsed->scheme() == "https" || parsed->scheme() == "wss") {
    return std::unexpected(std::string(chinese
                                           ? "bench 不支持 TLS：请填写代理后面的 http:// 地址。"
                                           : "bench does not speak TLS: give the http:// address behind the proxy."));
  }
  if (parsed->scheme() != "http" && parsed->scheme() != "ws") {
    return std::unexpected(fmt::format(fmt::runtime(chinese ? "bench 不认识 {}://。" : "bench does not know {}://."),
                                       std::string(parsed->scheme())));
  }
  server_address found;
  found.host = parsed->host_address();
  if (parsed->has_port()) found.port = parsed->port_number();
  const std::string path(parsed->encoded_path());
  if (!path.empty() && path != "/") found.path = path.ends_with('/') ? path : path + '/';
  return found;
}

void announce(progress_line& progress, load::visit_step step) {
  switch (step) {
    case load::visit_step::joining:
      return progress.next("connecting", "连接");
    case load::visit_step::pinging:
      return progress.next("WebSocket ping", "WebSocket ping");
    case load::visit_step::asking:
      return progress.next("event with acknowledgement", "带应答的事件");
    case load::visit_step::resting:
      return progress.next("quiet", "空闲");
  }
}

exit_code measure_server(const bench_request& asked, language lang) {
  const auto address = parse_address(asked.url, lang);
  if (!address) {
    std::cerr << "webchats bench: " << address.error() << '\n';
    return exit_code::usage;
  }
  if (asked.remote_server == ownership::unsaid && !load::is_own_machine(address->host)) {
    std::cerr << fmt::format(
        fmt::runtime(lang == language::zh
                         ? "{} 不是本机。压测会给它带来负载：如果它是您的服务器，请加上 --i-run-this-server。\n"
                         : "{} is not this machine, and this is load on it. If it is your server, add "
                           "--i-run-this-server.\n"),
        address->host);
    return exit_code::usage;
  }
  load::visit_plan plan{.name_space = asked.name_space,
                        .event = asked.event,
                        .connections = asked.connections.value_or(visitor_count),
                        .duration = asked.duration};
  if (!plan.name_space.starts_with('/')) plan.name_space.insert(0, 1, '/');
  if (!check_files(plan.connections, room_for_connections(), lang)) return exit_code::unavailable;
  const auto where = load::find_server(address->host, address->port);
  if (!where) {
    plan.where.host = fmt::format("{}:{}", address->host, address->port);
    std::cerr << explain({.why = load::loss::cause::unreachable, .words = where.error()}, plan, lang) << '\n';
    return exit_code::unavailable;
  }
  plan.where = *where;
  plan.where.path = address->path;

  progress_line progress(lang, 4);
  const load::visit_figures found = load::visit(plan, [&](load::visit_step step) { announce(progress, step); });
  progress.clear();
  if (found.joined > 0) std::cout << report(found, plan, lang) << std::flush;
  if (found.refusal) std::cerr << explain(*found.refusal, plan, lang) << '\n';
  if (found.parting) std::cerr << explain(*found.parting, plan, lang) << '\n';
  if (found.joined == 0) return exit_code::unavailable;
  return found.stayed == plan.connections ? exit_code::success : exit_code::failure;
}

}  // namespace

exit_code bench(const bench_request& asked) {
  const language lang = terminal_language();
  try {
    return asked.url.empty() ? measure_machine(asked, lang) : measure_server(asked, lang);
  } catch (const std::exception& error) {
    std::cerr << "webchats bench: " << error.what() << '\n';
    return exit_code::failure;
  }
}

}  // namespace webchats::app
