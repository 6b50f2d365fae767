// What a WebSocket message costs in user space: header, mask, whole messages out of a read buffer, framing.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "ws/connection.hpp"
#include "ws/deflate.hpp"
#include "ws/frame.hpp"
#include "ws/message_reader.hpp"

namespace {

using namespace webchats;

constexpr std::uint32_t key = 0x3d21'5a37;

std::string client_frame(ws::opcode op, std::string payload) {
  ws::apply_mask(payload, key);
  return std::string(ws::encode_frame_header(op, payload.size(), ws::fin::yes, ws::compressed::no, key).view()) +
         payload;
}

void decode_header(benchmark::State& state) {
  const std::string frame = client_frame(ws::opcode::text, std::string(static_cast<std::size_t>(state.range(0)), 'x'));
  for (auto _ : state) benchmark::DoNotOptimize(ws::decode_frame_header(frame, ws::sender::client));
}
BENCHMARK(decode_header)->Arg(64)->Arg(1000)->Arg(100'000);

void encode_header(benchmark::State& state) {
  const auto size = static_cast<std::uint64_t>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(ws::encode_frame_header(ws::opcode::text, size));
}
BENCHMARK(encode_header)->Arg(64)->Arg(1000)->Arg(100'000);

void unmask(benchmark::State& state) {
  std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(ws::apply_mask(payload, key));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(unmask)->Arg(7)->Arg(64)->Arg(1024)->Arg(65'536);

/// A read buffer full of messages of one size, as a loop gets it from a busy client.
void read_messages(benchmark::State& state) {
  const std::string frame = client_frame(ws::opcode::text, std::string(static_cast<std::size_t>(state.range(0)), 'x'));
  std::string original;
  std::int64_t messages = 0;
  while (original.size() + frame.size() < 65'536) {
    original += frame;
    ++messages;
  }
  std::string bytes = original;
  // Unmasking in place, twice with one key, gives the text and its mask in turn; both are ASCII.
  ws::message_reader reader(1 << 20, 1000);
  for (auto _ : state) {
    std::span<char> input(bytes);
    while (const auto found = reader.next(input)) benchmark::DoNotOptimize(found);
  }
  state.SetItemsProcessed(state.iterations() * messages);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(original.size()));
}
BENCHMARK(read_messages)->Arg(64)->Arg(1024)->Arg(16'384);

/// One large message in reads of 16 KiB: each byte is copied once.
void read_large_message(benchmark::State& state) {
  const std::string frame =
      client_frame(ws::opcode::binary, std::string(static_cast<std::size_t>(state.range(0)), 'x'));
  std::string bytes = frame;
  for (auto _ : state) {
    ws::message_reader reader(1 << 26, 1000);
    for (std::size_t at = 0; at < bytes.size(); at += 16'384) {
      std::span<char> input = std::span(bytes).subspan(at, std::min<std::size_t>(16'384, bytes.size() - at));
      while (const auto found = reader.next(input)) benchmark::DoNotOptimize(found);
    }
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(read_large_message)->Arg(65'536)->Arg(1 << 20)->Arg(1 << 24);

void frame_for_many(benchmark::State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) benchmark::DoNotOptimize(ws::encode_frame(ws::message_type::text, payload));
}
BENCHMARK(frame_for_many)->Arg(64)->Arg(1024);

void deflate_message(benchmark::State& state) {
  std::string text;
  while (text.size() < static_cast<std::size_t>(state.range(0)))
    text += R"(42["message",{"room":1,"text":"hello there"}])";
  ws::deflater pack;
  for (auto _ : state) benchmark::DoNotOptimize(pack.deflate(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(deflate_message)->Arg(1024)->Arg(65'536);

}  // namespace
