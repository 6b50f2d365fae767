#pragma once

#include <cstddef>

#include "chat/notices.hpp"
#include "chat/ports/repository.hpp"
#include "chat/ports/upload_repository.hpp"
#include "store/account_store.hpp"
#include "store/administration_store.hpp"
#include "store/bot_store.hpp"
#include "store/commit_companions.hpp"
#include "store/connection.hpp"
#include "store/credential_store.hpp"
#include "store/digest_recorder.hpp"
#include "store/digest_store.hpp"
#include "store/doomed_store.hpp"
#include "store/file_store.hpp"
#include "store/hook_store.hpp"
#include "store/invite_store.hpp"
#include "store/login_journal_store.hpp"
#include "store/member_store.hpp"
#include "store/message_change_store.hpp"
#include "store/message_store.hpp"
#include "store/message_view_store.hpp"
#include "store/outbox_store.hpp"
#include "store/people_store.hpp"
#include "store/personal_store.hpp"
#include "store/preview_store.hpp"
#include "store/push_recorder.hpp"
#include "store/push_store.hpp"
#include "store/readers.hpp"
#include "store/robot_store.hpp"
#include "store/room_store.hpp"
#include "store/search_backfill.hpp"
#include "store/search_store.hpp"
#include "store/settings_store.hpp"
#include "store/sync_store.hpp"
#include "store/upload_store.hpp"
#include "store/word_store.hpp"
#include "store/writer.hpp"

namespace webchats::store {

struct store_options {
  store::database database;
  writer::options writing;
  readers::options reading;
  outbox_options outbox{};
  push_options push{};
  digest_options digests{};
};

/// Everything that is remembered: the database with its writer and its task workers, as chat's repositories.
class store {
 public:
  /// Opens the database and brings its schema up to date. `sink` hears of every commit and outlives the store.
  /// Throws soci::soci_error, std::system_error, or std::runtime_error (the schema is newer than this program).
  store(const store_options& options, chat::notice_sink& sink);
  ~store() { close(); }
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  [[nodiscard]] chat::account_repository& accounts() noexcept { return accounts_; }
  [[nodiscard]] chat::room_repository& rooms() noexcept { return rooms_; }
  [[nodiscard]] chat::member_repository& members() noexcept { return members_; }
  [[nodiscard]] chat::invite_repository& invites() noexcept { return invites_; }
  [[nodiscard]] chat::message_repository& messages() noexcept { return messages_; }
  [[nodiscard]] chat::file_repository& files() noexcept { return files_; }
  [[nodiscard]] chat::sync_repository& syncs() noexcept { return syncs_; }
  [[nodiscard]] chat::message_change_repository& changes() noexcept { return changes_; }
  [[nodiscard]] chat::preview_repository& previews() noexcept { return previews_; }
  [[nodiscard]] chat::message_view_repository& views() noexcept { return views_; }
  [[nodiscard]] chat::personal_repository& personal() noexcept { return personal_; }
  [[nodiscard]] chat::upload_repository& uploads() noexcept { return uploads_; }
  [[nodiscard]] chat::doomed_repository& doomed() noexcept { return doomed_; }
  [[nodiscard]] chat::search_repository& searches() noexcept { return searches_; }
  [[nodiscard]] chat::hook_repository& hooks() noexcept { return hooks_; }
  [[nodiscard]] chat::bot_repository& bots() noexcept { return bots_; }
  [[nodiscard]] chat::outbox_repository& outbox() noexcept { return outbox_; }
  [[nodiscard]] chat::push_repository& pushes() noexcept { return pushes_; }
  [[nodiscard]] chat::digest_repository& digests() noexcept { return digests_; }
  [[nodiscard]] chat::credential_repository& credentials() noexcept { return credentials_; }
  [[nodiscard]] chat::people_repository& people() noexcept { return people_; }
  [[nodiscard]] chat::administration_repository& administration() noexcept { return administration_; }
  [[nodiscard]] chat::settings_repository& settings() noexcept { return settings_; }
  [[nodiscard]] chat::word_repository& words() noexcept { return words_; }
  [[nodiscard]] chat::robot_repository& robot() noexcept { return robot_; }
  [[nodiscard]] chat::login_journal& login_journal() noexcept { return login_journal_; }
  /// Whether somebody owns the server. Reads on the calling thread: for the start.
  [[nodiscard]] bool has_owner();
  /// The key this server signs its pushes with, made by `push_options::make_key` at the first start. Reads on the
  /// calling thread: for the start.
  [[nodiscard]] std::string push_key();
  /// Whether it can be read, and written to disk, now. Refuses with `unavailable`.
  [[nodiscard]] chat::flow<void> check();
  [[nodiscard]] writer::counters statistics() const { return writer_.statistics(); }

  /// Writes and reads what waits, then stops; the loops whose flows wait here must still run. What comes later is
  /// `unavailable`.
  void close();

 private:
  bool closed_ = false;
  outbox_recorder recorder_;
  push_recorder push_recorder_;
  digest_recorder digest_recorder_;
  commit_companions recorders_{{&recorder_, &push_recorder_, &digest_recorder_}};
  database database_;
  writer writer_;
  readers readers_;
  account_store accounts_;
  room_store rooms_;
  member_store members_;
  invite_store invites_;
  message_store messages_;
  file_store files_;
  sync_store syncs_;
  message_change_store changes_;
  preview_store previews_;
  message_view_store views_;
  personal_store personal_;
  upload_store uploads_;
  doomed_store doomed_;
  search_store searches_;
  search_backfill backfill_;
  hook_store hooks_;
  bot_store bots_;
  outbox_store outbox_;
  push_store pushes_;
  digest_store digests_;
  credential_store credentials_;
  people_store people_;
  administration_store administration_;
  settings_store settings_;
  word_store words_;
  robot_store robot_;
  login_journal_store login_journal_;
};

}  // namespace webchats::store
