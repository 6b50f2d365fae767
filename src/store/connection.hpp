#pragma once

#include <soci/soci.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>

namespace webchats::store {

/// Where the data is and how it may grow.
struct database {
  std::filesystem::path file;
  std::chrono::milliseconds busy_timeout{2'000};  ///< patience with other processes that hold a lock
  std::int64_t most_bytes = 0;                    ///< size at which writes fail as on a full disk; 0 = no bound
};

enum class access { read_write, read_only };

/// One SQL session with its prepared statements. Belongs to one thread at a time.
class connection {
 public:
  /// Opens, and with `read_write` creates, the database: WAL, `synchronous=FULL`, foreign keys on. Throws
  /// soci::soci_error or std::system_error.
  connection(const database& where, access how);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  [[nodiscard]] soci::session& session() noexcept { return session_; }

  /// The statements of one kind of work, prepared at first use and then kept. `Statements(connection&)`.
  template <class Statements>
  [[nodiscard]] Statements& prepared() {
    auto& slot = prepared_[&key_of<Statements>];
    if (!slot) slot = std::make_shared<Statements>(*this);
    return *static_cast<Statements*>(slot.get());
  }

  /// Runs one statement without values or results.
  void execute(const std::string& sql);

  /// Id of the row that was inserted last.
  [[nodiscard]] std::int64_t inserted_id();

 private:
  /// An address of its own for each kind: the names of two local types in two files may be the same.
  template <class Statements>
  static inline char key_of = 0;

  soci::session session_;
  std::unordered_map<const char*, std::shared_ptr<void>> prepared_;  ///< goes before the session
};

}  // namespace webchats::store
