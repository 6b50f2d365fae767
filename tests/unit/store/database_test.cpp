#include "store/database.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace webchats::store {

namespace {

TEST(database_url, names_sqlite_or_a_server) {
  EXPECT_EQ(parse_database_url("sqlite").kind, dialect::sqlite);

  const auto postgresql =
      parse_database_url("postgresql://chat:p%40ss@db.example.org:5433/webchats?sslmode=verify-full");
  EXPECT_EQ(postgresql.kind, dialect::postgresql);
  EXPECT_EQ(postgresql.server.host, "db.example.org");
  EXPECT_EQ(postgresql.server.port, 5433);
  EXPECT_EQ(postgresql.server.user, "chat");
  EXPECT_EQ(postgresql.server.password, "p@ss");
  EXPECT_EQ(postgresql.server.name, "webchats");
  EXPECT_EQ(postgresql.server.options.at("sslmode"), "verify-full");

  const auto mariadb = parse_database_url("mysql://[::1]/chat");
  EXPECT_EQ(mariadb.kind, dialect::mariadb);
  EXPECT_EQ(mariadb.server.host, "::1");
  EXPECT_EQ(mariadb.server.port, 0);
}

TEST(database_url, may_name_a_socket_instead_of_a_host) {
  EXPECT_EQ(parse_database_url("postgresql:///chat?host=/run/postgresql").server.socket, "/run/postgresql");
  const auto mariadb = parse_database_url("mariadb://root@/chat?socket=/run/mysqld/mysqld.sock");
  EXPECT_EQ(mariadb.server.socket, "/run/mysqld/mysqld.sock");
  EXPECT_EQ(mariadb.server.user, "root");
}

TEST(database_url, that_is_wrong_is_refused_without_its_password) {
  for (const std::string url :
       {"oracle://u:secret@host/name", "postgresql://u:secret@host", "postgresql://u:secret@host/a/b",
        "postgresql://u:secret@/name", "postgresql://u:secret@host/name?options=-c", "mysql://u:sec ret@host/name",
        "mysql://u:secret@host/name?socket=/x", "", "sqlite:x"}) {
    try {
      (void)parse_database_url(url);
      ADD_FAILURE() << url;
    } catch (const std::invalid_argument& error) {
      EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << url;
    }
  }
}

TEST(database_url, is_shown_without_its_password) {
  EXPECT_EQ(describe(parse_database_url("postgresql://chat:secret@host:5433/name")),
            "postgresql://chat:***@host:5433/name");
  EXPECT_EQ(describe(parse_database_url("mysql://chat@/name?socket=/s")), "mysql://chat@/name?socket=/s");
}

}  // namespace

}  // namespace webchats::store
