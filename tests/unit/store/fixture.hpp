#pragma once

#include <gtest/gtest.h>

#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "chat/notices.hpp"
#include "store/store.hpp"

namespace webchats::store {

/// An empty database for one test: a file in a directory of its own, or that of $WEBCHATS_TEST_DATABASE, a URL of
/// PostgreSQL or MariaDB, whose content goes.
class scratch {
 public:
  scratch();
  ~scratch();
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  [[nodiscard]] const database& where() const noexcept { return where_; }

 private:
  std::filesystem::path path_;
  database where_;
};

/// Keeps what was published, in order.
class recording_sink final : public chat::notice_sink {
 public:
  void publish(std::vector<chat::notice> notices) noexcept override {
    const std::lock_guard lock(mutex_);
    std::ranges::move(notices, std::back_inserter(notices_));
  }
  [[nodiscard]] std::vector<chat::notice> all() const {
    const std::lock_guard lock(mutex_);
    return notices_;
  }
  /// Those published after the first `known`.
  [[nodiscard]] std::vector<chat::notice> after(std::size_t known) const {
    const std::lock_guard lock(mutex_);
    return {notices_.begin() + static_cast<std::ptrdiff_t>(known), notices_.end()};
  }
  /// Those of one kind.
  template <class Notice>
  [[nodiscard]] std::vector<Notice> of() const {
    std::vector<Notice> found;
    for (const auto& each : all()) {
      if (const auto* notice = std::get_if<Notice>(&each)) found.push_back(*notice);
    }
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<chat::notice> notices_;
};

/// A store in a scratch directory, with helpers that wait.
class store_test : public testing::Test {
 protected:
  store_test() { open(); }

  /// Opens the store (again); the database stays.
  void open(store_options options = {});
  void close() { store_.reset(); }

  /// Runs a flow to its end on a loop of its own.
  template <class T>
  static chat::outcome<T> wait(chat::flow<T> flow) {
    std::vector<chat::flow<T>> flows;
    flows.push_back(std::move(flow));
    return std::move(wait_all(std::move(flows)).front());
  }
  /// Starts all flows at once on one loop and waits for all of them.
  template <class T>
  static std::vector<chat::outcome<T>> wait_all(std::vector<chat::flow<T>> flows) {
    boost::asio::io_context loop{1};
    std::vector<std::optional<chat::outcome<T>>> results(flows.size());
    for (std::size_t i = 0; i < flows.size(); ++i) {
      boost::asio::co_spawn(loop, std::move(flows[i]),
                            [&results, i](std::exception_ptr error, chat::outcome<T> result) {
                              if (error) std::rethrow_exception(error);
                              results[i] = std::move(result);
                            });
    }
    loop.run();
    std::vector<chat::outcome<T>> answers;
    for (auto& each : results) answers.push_back(std::move(each.value()));
    return answers;
  }

  /// A registered person called `name`.
  chat::user_id person(const std::string& name);
  /// A message of `author` without attachments.
  static chat::new_message text_of(chat::user_id author, std::string text, std::optional<std::string> client_id = {},
                                   chat::room_id room = {1});
  chat::outcome<chat::appended> say(chat::new_message sent) { return wait(messages().append(std::move(sent))); }
  /// Changes the database beside the store, as other parts of it do.
  void change(const std::string& sql);
  void make_role(chat::user_id who, chat::server_role role);
  void block(chat::user_id who, chat::user_id blocked);
  /// What the system messages of the room say, in their order.
  std::vector<std::string> system_texts(chat::room_id room);
  /// The joined room as `member` sees it.
  chat::joined_room room_of(chat::user_id member, chat::room_id room);

  chat::account_repository& accounts() { return store_->accounts(); }
  chat::room_repository& rooms() { return store_->rooms(); }
  chat::member_repository& members() { return store_->members(); }
  chat::invite_repository& invites() { return store_->invites(); }
  chat::message_repository& messages() { return store_->messages(); }
  chat::file_repository& files() { return store_->files(); }
  chat::search_repository& searches() { return store_->searches(); }

  scratch scratch_;
  recording_sink sink_;
  std::optional<store> store_;
};

/// For tests of what only SQLite has.
inline bool on_sqlite(const scratch& here) { return here.where().kind == dialect::sqlite; }

/// A moment `ms` milliseconds after the epoch.
inline chat::instant at(std::int64_t ms) { return chat::instant(std::chrono::milliseconds(ms)); }

/// True when `result` was refused in the way `Refusal`.
template <class Refusal, class T>
bool refused(const chat::outcome<T>& result) {
  return !result && std::holds_alternative<Refusal>(result.error());
}

}  // namespace webchats::store
