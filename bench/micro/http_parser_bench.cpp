// What an HTTP request costs in user space: the head of a browser's handshake, a small POST, routing, the answer's
// head.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "http/parser.hpp"
#include "http/router.hpp"
#include "http/serialize.hpp"
#include "http/target.hpp"

namespace {

using namespace webchats::http;

const std::string upgrade =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: chat.example:5200\r\nConnection: Upgrade\r\n"
    "Pragma: no-cache\r\nCache-Control: no-cache\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36\r\nUpgrade: websocket\r\nOrigin: http://chat.example:5200\r\n"
    "Sec-WebSocket-Version: 13\r\nAccept-Encoding: gzip, deflate\r\nAccept-Language: zh-CN,zh;q=0.9,en;q=0.8\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
const std::string post =
    "POST /socket.io/?EIO=4&transport=polling&sid=abcdefghijklmnopqrst HTTP/1.1\r\nHost: h\r\nContent-Length: "
    "64\r\n\r\n" +
    std::string(64, 'x');

void parse(benchmark::State& state, std::string_view bytes) {
  const parser_limits limits;
  parser reader(limits);
  for (auto _ : state) {
    const auto head = reader.feed(bytes);
    (void)reader.limit_body(1000);
    const auto done = reader.feed(bytes.substr(head->consumed));
    request got = reader.take();
    benchmark::DoNotOptimize(resolve_target(got));
    benchmark::DoNotOptimize(done);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK_CAPTURE(parse, upgrade, upgrade);
BENCHMARK_CAPTURE(parse, post, post);

void route(benchmark::State& state) {
  router routes;
  for (int i = 0; i < 60; ++i) {
    routes.add(method::get, "/api/v1/resource" + std::to_string(i) + "/{id}", [](const request&, const responder&) {});
  }
  request asked;
  asked.path = "/api/v1/resource59/7";
  for (auto _ : state) benchmark::DoNotOptimize(routes.find(asked).found);
}
BENCHMARK(route);

void answer_head(benchmark::State& state) {
  router routes;
  routes.always("X-Content-Type-Options", "nosniff");
  routes.always("Referrer-Policy", "no-referrer");
  date_line date;
  const response answer = response::json(200, R"({"ok":true})");
  for (auto _ : state) {
    benchmark::DoNotOptimize(serialize_head(answer, date.now(), after_answer::keep_alive, routes.always_lines()));
  }
}
BENCHMARK(answer_head);

}  // namespace
