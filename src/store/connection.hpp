#pragma once

#include <soci/soci.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/database.hpp"

namespace webchats::store {

enum class access {
  read_only,
  read_all,  ///< as read_only, and a statement may take as long as it needs
  read_write,
  schema,   ///< as read_write, and a statement may take as long as it needs
  alone,    ///< as read_write, and the process that writes: of a database server it lets in one
  fill,     ///< as alone, and a statement may take as long as it needs
  foreign,  ///< as read_all, of what another program keeps in MySQL or MariaDB, of any version
};

/// Whether it only reads.
[[nodiscard]] constexpr bool reads_only(access how) noexcept {
  return how == access::read_only || how == access::read_all || how == access::foreign;
}
/// Whether nobody else may write.
[[nodiscard]] constexpr bool is_alone(access how) noexcept { return how == access::alone || how == access::fill; }
/// Whether a statement may take as long as it needs.
[[nodiscard]] constexpr bool is_patient(access how) noexcept {
  return how == access::read_all || how == access::schema || how == access::fill || how == access::foreign;
}

/// One SQL session with its prepared statements. Belongs to one thread at a time.
class connection {
 public:
  /// Opens the database (SQLite: and creates it unless `read_only`) so that a commit is on disk: SQLite with WAL and
  /// `synchronous=FULL`, PostgreSQL with `synchronous_commit=on`. Throws soci::soci_error, std::system_error, or
  /// std::runtime_error when another process has it `alone`.
  connection(const database& where, access how);
  ~connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  [[nodiscard]] soci::session& session() noexcept { return session_; }
  [[nodiscard]] dialect speaks() const noexcept { return speaks_; }

  /// The statements of one kind of work, prepared at first use and then kept. `Statements(connection&)`.
  template <class Statements>
  [[nodiscard]] Statements& prepared() {
    auto& slot = prepared_[&key_of<Statements>];
    if (!slot) slot = std::make_shared<Statements>(*this);
    return *static_cast<Statements*>(slot.get());
  }

  /// Id of the row that this session inserted last. SQLite only; the others say `returning id`.
  [[nodiscard]] std::int64_t inserted_id();

  /// Runs one statement without values or results.
  void execute(std::string_view sql);
  void begin_writing() { execute(store::begin_writing(speaks_)); }
  void begin_reading() { execute(store::begin_reading(speaks_)); }

 private:
  /// An address of its own for each kind: the names of two local types in two files may be the same.
  template <class Statements>
  static inline char key_of = 0;

  void open_sqlite(const database& where, access how);
  void open_postgresql(const database& where, access how);
  void open_mariadb(const database& where, access how);
  void begin_foreign();

  dialect speaks_;
  soci::session session_;
  std::unordered_map<const char*, std::shared_ptr<void>> prepared_;  ///< goes before the session
};

/// What the database's own settings do to the promise that a commit is on disk; empty when they keep it.
[[nodiscard]] std::string durability_warning(connection& sql);

}  // namespace webchats::store
