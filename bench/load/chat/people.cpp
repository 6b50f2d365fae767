#include "people.hpp"

#include <chrono>
#include <exception>
#include <stdexcept>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "chat/secrets.hpp"
#include "store/store.hpp"

namespace load {
namespace {

namespace asio = boost::asio;
using namespace webchats;

class nowhere final : public chat::notice_sink {
 public:
  void publish(std::vector<chat::notice>) noexcept override {}
};

asio::awaitable<void> add_person(chat::account_repository& people, std::size_t number, chat::instant now) {
  const auto added =
      co_await people.add({fmt::format("person{}@example.org", number), fmt::format("Person {}", number), "", "", now},
                          {chat::sha256_hex(token_of(number)), "bench", now, now + std::chrono::days(30), 1});
  if (!added) throw std::runtime_error("a person is not stored");
}

asio::awaitable<void> add_room(chat::room_repository& rooms, std::size_t number, chat::instant now) {
  const auto made = co_await rooms.create(
      {fmt::format("Room {}", number), "", chat::room_kind::closed, chat::user_id{1}, now, 1'000'000});
  if (!made || made->room.id.value != room_id_of(number)) throw std::runtime_error("a room is not stored");
}

}  // namespace

std::string token_of(std::size_t number) { return fmt::format("{:060}", number); }

void prepare(const std::filesystem::path& file, std::size_t people, std::size_t rooms) {
  const store::database where{.file = file};
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  nowhere sink;
  store::store data({.database = where, .writing = {}, .reading = {}}, sink);
  asio::io_context context{1};
  const auto run = [&](asio::awaitable<void> step) {
    asio::co_spawn(context, std::move(step), [](std::exception_ptr error) {
      if (error) std::rethrow_exception(error);
    });
  };
  constexpr std::size_t at_once = 4'000;  // below what the writer lets wait
  for (std::size_t number = 0; number < people; ++number) {
    run(add_person(data.accounts(), number, now));
    if (number % at_once != at_once - 1 && number != people - 1) continue;
    context.run();
    context.restart();
  }
  for (std::size_t number = 0; number < rooms; ++number) {
    run(add_room(data.rooms(), number, now));
    context.run();
    context.restart();
  }
  data.close();

  store::connection sql(where, store::access::read_write);
  sql.execute("begin");
  sql.execute("delete from members");
  sql.execute(
      fmt::format("insert into members (room_id, user_id, role, last_read_seq, joined) "
                  "select {} + (id - 1) % {}, id, 0, 0, created from users",
                  room_id_of(0), rooms));
  sql.execute("commit");
}

}  // namespace load
