#include "app/bench_report.hpp"

#include <cmath>
#include <utility>
#include <vector>
#include <fmt/format.h>

#include "app/banner.hpp"

namespace webchats::app {
namespace {

constexpr double busy = 0.85;  ///< of a core: below, the server waited for the load client
constexpr double chat_room = 1'000;

/// A text in both languages.
struct words {
  const char* en;
  const char* zh;

  [[nodiscard]] const char* in(language lang) const noexcept { return lang == language::zh ? zh : en; }
};

std::string latency_of(const load::histogram& of) {
  if (of.empty()) return "";
  return fmt::format("{:.2f} / {:.2f} ms", of.quantile_ms(0.5), of.quantile_ms(0.99));
}

std::string rate_of(double per_second, words what, language lang) {
  return fmt::format("{} {}", grouped(static_cast<std::uint64_t>(per_second)), what.in(lang));
}

std::vector<std::string> row_of(std::string name, const load::figures& found, words what, language lang) {
  return {std::move(name), rate_of(found.per_second(), what, lang), latency_of(found.latencies),
          fmt::format("{:.0f} % / {:.0f} %", found.server_cpu / found.wall * 100, found.client_cpu / found.wall * 100)};
}

/// People talk in many rooms, where every message is a write of its own; what comes fast in one room leaves together.
std::string meaning(const machine_figures& found, language lang) {
  constexpr words sentence{
      "One loop on this machine carries about {0} people in rooms of 1,000, each room with one message a second;\n"
      "or one room of 1,000 people with about {1} messages a second. Plan with half of it: this is the most.\n",
      "在这台机器上，一个事件循环约可承载 {0} 人（每个房间 1,000 人，每秒一条消息）；\n"
      "或一个 1,000 人的房间，每秒约 {1} 条消息。这是上限，规划时请按一半计算。\n"};
  constexpr words waiting{
      "The server was busy {0} % of the time and waited for the load client for the rest: alone it carries more.\n",
      "服务器只有 {0} % 的时间在工作，其余时间在等待同一台机器上的压测客户端：单独运行时能承载更多。\n"};
  std::string text = fmt::format(fmt::runtime(sentence.in(lang)), grouped(about(found.paced.per_second())),
                                 grouped(about(found.saturated.per_second() / chat_room)));
  const double load = found.saturated.server_cpu / found.saturated.wall;
  if (load < busy) text += fmt::format(fmt::runtime(waiting.in(lang)), std::llround(load * 100));
  return text;
}

std::vector<std::string> trips_row(std::string name, const load::round_trips& trips, language lang) {
  return {std::move(name), rate_of(trips.per_second(), {"round trips/s", "次往返/秒"}, lang),
          latency_of(trips.latencies)};
}

}  // namespace

std::uint64_t about(double number) noexcept {
  if (number < 100) return static_cast<std::uint64_t>(std::llround(number));
  const double unit = std::pow(10, std::floor(std::log10(number)) - 1);
  return static_cast<std::uint64_t>(std::llround(std::round(number / unit) * unit));
}

std::string report(const machine_figures& found, language lang) {
  constexpr words deliveries{"deliveries/s", "次投递/秒"};
  const auto name = [&](words text, std::size_t count) {
    return fmt::format(fmt::runtime(text.in(lang)), grouped(count));
  };
  std::vector<std::vector<std::string>> rows{{words{"Measured", "项目"}.in(lang), words{"Result", "结果"}.in(lang),
                                              words{"p50 / p99", "p50 / p99"}.in(lang),
                                              words{"CPU: server / client", "CPU：服务器 / 客户端"}.in(lang)}};
  rows.push_back(row_of(name({"To a room of {}, one message at a time", "{} 人的房间，逐条发送"}, found.members),
                        found.paced, deliveries, lang));
  rows.push_back(row_of(name({"To a room of {}, as fast as it can", "{} 人的房间，全速发送"}, found.members),
                        found.saturated, deliveries, lang));
  rows.push_back(row_of(name({"Question and answer, {} clients", "请求与应答，{} 个客户端"}, found.askers), found.echo,
                        {"round trips/s", "次往返/秒"}, lang));
  rows.push_back(row_of(words{"Connecting and leaving", "连接与断开"}.in(lang), found.connects,
                        {"connects/s", "次连接/秒"}, lang));
  rows.push_back({name({"Memory of {} quiet connections", "{} 个空闲连接的内存"}, found.idle),
                  rate_of(static_cast<double>(found.idle_bytes) / static_cast<double>(found.idle),
                          {"bytes each", "字节/连接"}, lang),
                  "", ""});
  return table(rows) + meaning(found, lang);
}

std::string report(const load::visit_figures& found, const load::visit_plan& plan, language lang) {
  const auto of = [&](std::size_t part, std::size_t all) {
    return fmt::format(fmt::runtime(words{"{} of {}", "{} / {}"}.in(lang)), grouped(part), grouped(all));
  };
  std::vector<std::vector<std::string>> rows{
      {words{"Measured", "项目"}.in(lang), words{"Result", "结果"}.in(lang), "p50 / p99"}};
  rows.push_back({fmt::format(fmt::runtime(words{"Joined {}", "加入 {}"}.in(lang)), plan.name_space),
                  of(found.joined, plan.connections), ""});
  rows.push_back({words{"Time to joined", "加入用时"}.in(lang),
                  rate_of(static_cast<double>(found.joined) / found.joining.count(), {"connects/s", "次连接/秒"}, lang),
                  latency_of(found.join_times)});
  rows.push_back(trips_row(words{"WebSocket ping", "WebSocket ping"}.in(lang), found.pings, lang));
  const std::string event = fmt::format(fmt::runtime(words{"Event \"{}\"", "事件 “{}”"}.in(lang)), plan.event);
  if (found.events) {
    rows.push_back(trips_row(event, *found.events, lang));
  } else {
    rows.push_back({event, words{"not acknowledged", "无应答"}.in(lang), ""});
  }
  rows.push_back({words{"Still connected at the end", "结束时仍在线"}.in(lang), of(found.stayed, found.joined), ""});
  std::string text = table(rows);
  if (!found.events) {
    text += words{"With --event NAME an event that the server acknowledges is measured, too.\n",
                  "用 --event 名称 可测量服务器会应答的事件。\n"}
                .in(lang);
  }
  return text;
}

std::string explain(const load::loss& what, const load::visit_plan& plan, language lang) {
  using enum load::loss::cause;
  const bool limit = what.why == http && (what.words.starts_with("429") || what.words.starts_with("503"));
  const std::string said = what.words.empty() ? words{"it closes the connection", "连接被关闭"}.in(lang) : what.words;
  const auto text = [&](words format) {
    return fmt::format(fmt::runtime(format.in(lang)), said, plan.name_space, plan.where.host, plan.where.path);
  };
  if (limit) {
    return text(
        {"The server takes no more connections from here: {0}. Its limit per address may be lower than --connections.",
         "服务器不再接受来自此处的连接：{0}。其单地址连接上限可能低于 --connections。"});
  }
  switch (what.why) {
    case unreachable:
      return text({"{2} can't be reached: {0}.", "无法连接 {2}：{0}。"});
    case http:
      return text({"There is no Socket.IO server at http://{2}{3}: it answers {0}.",
                   "http://{2}{3} 不是 Socket.IO 服务器：应答为 {0}。"});
    case not_socketio:
      return text({"{2} does not speak Socket.IO over HTTP. (TLS is not supported here.)",
                   "{2} 不是基于 HTTP 的 Socket.IO 服务器（不支持 TLS）。"});
    case refused:
      return text({"The namespace {1} refuses: {0}", "命名空间 {1} 拒绝连接：{0}"});
    case turned_away:
      return text({"The server takes no more connections from here: {0}. Its limits may be lower than --connections.",
                   "服务器不再接受来自此处的连接：{0}。其连接上限可能低于 --connections。"});
    case silent:
      return text({"{2} does not answer.", "{2} 没有应答。"});
    case closed:
      break;
  }
  if (what.words.empty()) return text({"The server closed a connection.", "服务器关闭了连接。"});
  return text({"The server closed a connection: {0}.", "服务器关闭了连接：{0}。"});
}

}  // namespace webchats::app
