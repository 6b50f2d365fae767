// What a search costs in a database of a million messages: `search [messages] [directory]`.
//
// Fills a database (half Chinese by Zipf's law with phrases, half English), says how fast and how big it grows, and
// then how long searches and pages of history take in the server, from the text a person typed to the answer. Beside
// the time stands the processor's: what it takes when nothing else runs. A directory that is named is kept, and one
// that holds a database is measured as it is.

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "chat/limits.hpp"
#include "chat/search.hpp"
#include "chat/text.hpp"
#include "store/query.hpp"
#include "store/search_index.hpp"
#include "store/store.hpp"

namespace {

using namespace webchats;
using store::in;
using store::integer;
using store::out;
using store::query;

constexpr int small_rooms = 200;
constexpr int people = 100'000;
constexpr int writers = 1'000;  ///< of the people, by Zipf's law
constexpr int rooms_of_reader = 30;
constexpr int runs = 200;

class nowhere final : public chat::notice_sink {
 public:
  void publish(std::vector<chat::notice>) noexcept override {}
};

/// Ranks by Zipf's law.
class zipf {
 public:
  explicit zipf(std::size_t count) {
    double sum = 0;
    for (std::size_t rank = 1; rank <= count; ++rank) sums_.push_back(sum += 1.0 / static_cast<double>(rank));
  }
  std::size_t operator()(std::mt19937_64& random) const {
    std::uniform_real_distribution<double> any(0, sums_.back());
    return static_cast<std::size_t>(std::ranges::lower_bound(sums_, any(random)) - sums_.begin());
  }

 private:
  std::vector<double> sums_;
};

/// What people write, always the same.
class language {
 public:
  language() {
    std::vector<char32_t> han;
    for (char32_t point = 0x4E00; point < 0x9000; ++point) han.push_back(point);
    std::ranges::shuffle(han, random_);
    for (std::size_t i = 0; i < 3'000; ++i) {
      std::string character;
      chat::append_code_point(character, han[i]);
      characters.push_back(std::move(character));
    }
    for (std::size_t i = 0; i < 20'000; ++i) {
      std::string word;
      for (auto left = number(2, 9); left > 0; --left) word += static_cast<char>('a' + number(0, 25));
      words.push_back(std::move(word));
    }
    for (std::size_t i = 0; i < 5'000; ++i) {
      std::string phrase;
      for (auto left = number(2, 4); left > 0; --left) phrase += character();
      phrases.push_back(std::move(phrase));
    }
  }

  std::string sentence() {
    std::string text;
    if (number(0, 1) == 0) {
      for (auto left = number(2, 6); left > 0; --left) {
        if (number(0, 1) == 0) {
          text += phrases[phrase_rank_(random_)];
        } else {
          for (int i = 0; i < 3; ++i) text += character();
        }
        if (number(0, 3) == 0) text += "，";
      }
    } else {
      for (auto left = number(3, 12); left > 0; --left) text.append(words[word_rank_(random_)]).append(" ");
    }
    if (number(0, 49) == 0) text += " https://example.org/";
    return text;
  }

  const std::string& character() { return characters[character_rank_(random_)]; }
  std::size_t number(std::size_t low, std::size_t high) {
    return std::uniform_int_distribution<std::size_t>(low, high)(random_);
  }
  std::size_t place() { return room_rank_(random_); }
  std::size_t author() { return author_rank_(random_) + 1; }

  std::vector<std::string> characters;  ///< the most frequent first, as all of them
  std::vector<std::string> words;
  std::vector<std::string> phrases;

 private:
  std::mt19937_64 random_{20261128};
  zipf character_rank_{3'000};
  zipf word_rank_{20'000};
  zipf phrase_rank_{5'000};
  zipf room_rank_{small_rooms};
  zipf author_rank_{writers};
};

using stopwatch = std::chrono::steady_clock;

double seconds_since(stopwatch::time_point start) {
  return std::chrono::duration<double>(stopwatch::now() - start).count();
}

/// What this process has computed, all threads.
double processor_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// How long each run of something took.
class timings {
 public:
  template <class Work>
  auto run(Work work) {
    const auto start = stopwatch::now();
    const auto computed = processor_seconds();
    auto result = work();
    times_.push_back(seconds_since(start));
    computing_.push_back(processor_seconds() - computed);
    return result;
  }

  /// A line: p50, p95 and the longest, the same of the processor's time, and how much was found by a run.
  void report(std::string_view what, std::size_t hits) {
    std::string line;
    for (auto* each : {&times_, &computing_}) {
      std::ranges::sort(*each);
      const auto at = [&](double share) {
        return (*each)[static_cast<std::size_t>(share * static_cast<double>(each->size() - 1))] * 1e3;
      };
      line += fmt::format("{:>9.2f}{:>9.2f}{:>9.2f}", at(0.5), at(0.95), at(1));
    }
    fmt::print("{:<46}{}{:>8.1f}\n", what, line, static_cast<double>(hits) / static_cast<double>(times_.size()));
  }

 private:
  std::vector<double> times_;
  std::vector<double> computing_;
};

/// Of the people, in the order of their ids.
std::vector<std::string> names_in(store::connection& sql) {
  std::vector<std::string> names;
  query<in<>, out<std::string>>(sql, "select name from users where id <= " + std::to_string(people) + " order by id")
      .each([&](const std::string& name) { names.push_back(name); });
  return names;
}

/// Room 1, everybody's, gets `count` messages; the small ones a quarter as many.
void fill(store::connection& sql, language& said, std::size_t count) {
  query<in<integer, std::string, std::string>> person(
      sql,
      "insert into users (id, email, name, avatar, password, created, updated) "
      "values (:id, :email, :name, '', '', 0, 0)");
  query<in<integer>> member(sql,
                            "insert into members (room_id, user_id, role, last_read_seq, joined) "
                            "values (1, :user, 0, 0, 0)");
  const std::string into_room = "insert into members (room_id, user_id, role, last_read_seq, joined) values ";
  sql.execute("begin");
  for (int i = 1; i <= people; ++i) {
    const auto name = said.character() + said.character() + std::to_string(i);
    person.run(i, fmt::format("p{}@example.org", i), name);
    store::index_person(sql, {i}, name);
    member.run(i);
  }
  for (int i = 0; i < small_rooms; ++i) {
    sql.execute(
        fmt::format("insert into rooms (id, kind, name, topic, created) values ({0}, 1, 'room{0}', '', 0)", i + 10));
  }
  // Person 1 reads room 1 and some of all sizes, person 2 only the smallest.
  sql.execute("delete from members where user_id = 2");
  for (int i = 0; i < rooms_of_reader; ++i) {
    sql.execute(into_room + fmt::format("({}, 1, 0, 0, 0)", 10 + i * small_rooms / rooms_of_reader));
    sql.execute(into_room + fmt::format("({}, 2, 0, 0, 0)", 10 + small_rooms - 1 - i));
  }
  sql.execute("commit");

  query<in<integer, integer, integer, std::string, integer>, out<integer>> insert(
      sql,
      "insert into messages (room_id, seq, user_id, text, files, created) "
      "values (:room, :seq, :user, :text, 0, :created) returning id");
  std::vector<integer> seqs(small_rooms + 10, 0);
  std::chrono::duration<double> writing{0};
  std::chrono::duration<double> indexing{0};
  const auto total = count + count / 4;
  for (std::size_t done = 0; done < total;) {
    std::vector<chat::message> batch;
    for (; batch.size() < 500 && done < total; ++done) {
      const auto room = done % 5 == 4 ? static_cast<integer>(said.place()) + 10 : 1;
      batch.push_back({.id = {},
                       .room = {room},
                       .seq = {++seqs[static_cast<std::size_t>(room)]},
                       .author = {{static_cast<integer>(said.author())}, "", ""},
                       .client_id = {},
                       .text = said.sentence(),
                       .attachments = {},
                       .time = chat::instant(std::chrono::seconds(30 * done))});
    }
    const auto start = stopwatch::now();
    sql.execute("begin");
    for (auto& each : batch) {
      insert.each([&](integer id) { each.id = {id}; }, each.room.value, each.seq.value, each.author.id.value, each.text,
                  each.time.time_since_epoch().count());
    }
    const auto written = stopwatch::now();
    for (const auto& each : batch) store::index_message(sql, each);
    sql.execute("commit");
    writing += written - start;
    indexing += stopwatch::now() - written;
  }
  sql.execute("begin");
  for (std::size_t room = 1; room < seqs.size(); ++room) {
    sql.execute(fmt::format("update rooms set last_seq = {} where id = {}", seqs[room], room));
  }
  sql.execute("commit");
  const auto all = static_cast<double>(total);
  fmt::print("{} messages, 500 in a commit: {:.0f} a second; index and commit {:.1f} µs each, the row {:.1f} µs\n",
             total, all / (writing + indexing).count(), indexing.count() / all * 1e6, writing.count() / all * 1e6);
}

void print_size(store::connection& sql, const std::filesystem::path& file) {
  sql.execute("pragma wal_checkpoint(truncate)");
  query<in<>, out<integer>> size(sql, "select sum(length(block)) from search_index_data");
  fmt::print("database {} MB, of which the index {} MB\n", std::filesystem::file_size(file) / 1'000'000,
             std::get<0>(size.first().value()) / 1'000'000);
}

template <class T>
T wait(chat::flow<T> flow) {
  boost::asio::io_context loop{1};
  std::optional<chat::outcome<T>> result;
  boost::asio::co_spawn(loop, std::move(flow), [&](const std::exception_ptr& error, chat::outcome<T> answer) {
    if (error) std::rethrow_exception(error);
    result = std::move(answer);
  });
  loop.run();
  if (!result.value()) throw std::runtime_error("refused");
  return std::move(**result);
}

struct reader {
  chat::user_id who;
  std::string_view name;
  std::set<chat::room_id> rooms;
};

void measure(chat::search& searches, const reader& who, std::string_view what,
             const std::function<std::string()>& typed) {
  timings times;
  std::size_t hits = 0;
  for (int i = 0; i < runs; ++i) {
    chat::search_request asked;
    asked.text = typed();
    const auto page = times.run([&] { return wait(searches.messages(who.who, asked)); });
    hits += page.hits.size();
    for (const auto& each : page.hits) {
      if (!who.rooms.contains(each.message.room))
        throw std::runtime_error("a message of a room that is not the reader's");
    }
  }
  times.report(fmt::format("{}, {}", what, who.name), hits);
}

void measure_searches(chat::search& searches, language& said, const reader& who,
                      const std::vector<std::string>& names) {
  const auto pick = [&](const std::vector<std::string>& from, std::size_t low, std::size_t high) {
    return from[said.number(low, high)];
  };
  const auto character = [&] { return pick(said.characters, 0, 99); };
  const auto run = [&](std::string_view what, const std::function<std::string()>& typed) {
    measure(searches, who, what, typed);
  };
  run("1 frequent character", character);
  run("1 rare character", [&] { return pick(said.characters, 2'500, 2'999); });
  run("2 characters of a phrase", [&] { return pick(said.phrases, 0, 999).substr(0, 6); });
  run("2 frequent characters", [&] { return character() + character(); });
  run("2 rare characters", [&] { return pick(said.characters, 500, 2'999) + pick(said.characters, 500, 2'999); });
  run("4 characters", [&] { return pick(said.phrases, 0, 99).substr(0, 6) + pick(said.phrases, 0, 99).substr(0, 6); });
  run("2 frequent words", [&] { return pick(said.words, 0, 49) + ' ' + pick(said.words, 0, 49) + ' '; });
  run("2 rare words", [&] { return pick(said.words, 2'000, 19'999) + ' ' + pick(said.words, 2'000, 19'999) + ' '; });
  run("the beginning of a word", [&] { return pick(said.words, 0, 999).substr(0, 3); });
  run("1 frequent character from:", [&] { return character() + " from:" + pick(names, 2, writers - 1); });
  run("1 frequent character in: a room", [&] {
    return character() +
           fmt::format(" in:#{}",
                       std::next(who.rooms.begin(), static_cast<long>(said.number(0, who.rooms.size() - 1)))->value);
  });
  run("1 frequent character has:link", [&] { return character() + " has:link"; });
  run("1 frequent character before:",
      [&] { return character() + fmt::format(" before:1970-{:02}-01", said.number(2, 12)); });
  run("2 frequent characters -1", [&] { return character() + ' ' + character() + " -" + character(); });
  run("from: and after:",
      [&] { return fmt::format("from:{} after:1970-{:02}-01", pick(names, 2, writers - 1), said.number(2, 12)); });
}

void measure_people(chat::search& searches, language& said) {
  timings times;
  std::size_t found = 0;
  for (int i = 0; i < runs; ++i) {
    std::string typed;
    for (auto left = said.number(1, 4); left > 0; --left) typed += static_cast<char>('a' + said.number(0, 25));
    found += times.run([&] { return wait(searches.people({1}, typed, 20)); }).size();
  }
  times.report("1 to 4 letters of 100,000 people's pinyin", found);
}

void measure_history(store::store& data, language& said, std::size_t count) {
  timings times;
  std::size_t rows = 0;
  for (int i = 0; i < runs; ++i) {
    const chat::history_range range{
        .before = chat::seq_no{static_cast<integer>(said.number(100, count))}, .after = {}, .limit = 50};
    rows += times.run([&] { return wait(data.messages().history({1}, {1}, range)); }).messages.size();
  }
  times.report("a page of 50 anywhere in the history", rows);
}

}  // namespace

int main(int argc, char** argv) try {
  const auto count = static_cast<std::size_t>(argc > 1 ? std::atoll(argv[1]) : 1'000'000);
  const std::filesystem::path directory = argc > 2 ? argv[2] : "search_bench_data";
  std::filesystem::create_directories(directory);
  store::store_options options;
  options.database.file = directory / "chat.db";
  const bool filled = std::filesystem::exists(options.database.file);
  nowhere sink;
  language said;
  store::store(options, sink).close();
  std::vector<std::string> names;
  {
    store::connection sql(options.database, store::access::read_write);
    if (!filled) fill(sql, said, count);
    names = names_in(sql);
    print_size(sql, options.database.file);
  }

  store::store data(options, sink);
  chat::limits bounds;
  bounds.searches = {1e9, 1e9};
  bounds.search_time = std::chrono::seconds(10);  // a slow one is measured, not cut off
  const chat::system_clock clock;
  chat::search searches(data.searches(), clock, bounds);
  fmt::print("{:<46}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>8}\n", "ms; then of the processor", "p50", "p95", "max", "p50",
             "p95", "max", "hits");
  for (auto [id, name] : {std::pair(1, "reader of most"), std::pair(2, "reader of little")}) {
    reader who{{id}, name, {}};
    for (const auto& each : wait(data.rooms().rooms_of(who.who))) who.rooms.insert(each.room.id);
    measure_searches(searches, said, who, names);
  }
  measure_people(searches, said);
  measure_history(data, said, count);
  data.close();
  if (argc <= 2) std::filesystem::remove_all(directory);
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "search: {}\n", error.what());
  return 1;
}
