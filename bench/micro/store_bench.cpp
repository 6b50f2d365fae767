// What one writer stores per second, by how many messages wait at the same time: with N senders that each wait for
// their acknowledgement, a transaction holds about N rows. Every row is on disk (fsync) before its sender goes on.
// WEBCHATS_BENCH_DATABASE: the URL of an empty database of PostgreSQL or MariaDB instead of a file.

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "chat/limits.hpp"
#include "store/store.hpp"

namespace {

using namespace webchats;

class nowhere final : public chat::notice_sink {
 public:
  void publish(std::vector<chat::notice>) noexcept override {}
};

/// A directory of its own beside the program: /tmp may be memory, where fsync costs nothing.
class scratch {
 public:
  scratch() : path_(std::filesystem::current_path() / "store_bench_data") {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directory(path_);
  }
  ~scratch() { std::filesystem::remove_all(path_); }
  [[nodiscard]] store::database database() const {
    const auto* url = std::getenv("WEBCHATS_BENCH_DATABASE");
    auto where = store::parse_database_url(url ? url : "sqlite");
    where.file = path_ / "chat.db";
    return where;
  }

 private:
  std::filesystem::path path_;
};

boost::asio::awaitable<void> register_person(chat::account_repository& people, chat::user_id& id) {
  // A server's database remembers the one of the run before.
  const auto name = std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
  const auto stored = co_await people.add({name + "@example.org", "bench", "", "", {}}, {name, "", {}, {}, 50});
  if (!stored) throw std::runtime_error("cannot register");
  id = stored->me.who.id;
}

boost::asio::awaitable<void> send(chat::message_repository& messages, chat::user_id author, std::size_t count,
                                  std::string prefix) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto sent = co_await messages.append({.room = {1},
                                                .author = author,
                                                .client_id = prefix + std::to_string(i),
                                                .text = "The quick brown fox 敏捷的棕色狐狸 jumps over the lazy dog.",
                                                .attachments = {},
                                                .time = {}});
    if (!sent) throw std::runtime_error("not stored");
  }
}

void append_messages(benchmark::State& state) {
  const auto senders = static_cast<std::size_t>(state.range(0));
  const std::size_t each = std::max<std::size_t>(1, 20'000 / std::max<std::size_t>(senders, 20));
  const scratch here;
  nowhere sink;
  store::store store({.database = here.database(), .writing = {}, .reading = {}}, sink);
  boost::asio::io_context loop{1};
  chat::user_id author;
  boost::asio::co_spawn(loop, register_person(store.accounts(), author), boost::asio::detached);
  loop.run();

  std::size_t round = 0;
  for (auto _ : state) {
    ++round;
    for (std::size_t i = 0; i < senders; ++i) {
      auto prefix = std::to_string(round) + '-' + std::to_string(i) + '-';
      boost::asio::co_spawn(loop, send(store.messages(), author, each, std::move(prefix)), boost::asio::detached);
    }
    loop.restart();
    loop.run();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(senders * each));
  const auto done = store.statistics();
  state.counters["rows/commit"] = static_cast<double>(done.writes) / static_cast<double>(done.commits);
}

BENCHMARK(append_messages)->Arg(1)->Arg(8)->Arg(100)->Arg(400)->Arg(1000)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
