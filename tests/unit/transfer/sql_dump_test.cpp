#include "transfer/sql_dump.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

std::vector<std::string> rows_of(const std::string& dump) {
  std::istringstream text(dump);
  std::vector<std::string> rows;
  sql_dump_reader(text).each([&](const table_row& row) {
    std::string line(row.table);
    for (std::size_t at = 0; at < row.columns.size(); ++at) {
      line += ' ' + row.columns[at] + '=' + row.values[at].value_or("NULL");
    }
    rows.push_back(line);
  });
  return rows;
}

std::string problem(const std::string& dump) {
  try {
    (void)rows_of(dump);
  } catch (const failure& wrong) {
    return wrong.what();
  }
  return "none";
}

const std::string table =
    "-- MySQL dump 10.13\n"
    "/*!40101 SET NAMES utf8mb4 */;\n"
    "DROP TABLE IF EXISTS `t`;\n"
    "CREATE TABLE `t` (\n"
    "  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n"
    "  `msg` varchar(255) COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT 'a,(b',\n"
    "  `at` timestamp NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP(3) COMMENT 'x; y',\n"
    "  PRIMARY KEY (`id`),\n"
    "  UNIQUE KEY `t_msg` (`msg`,`at`),\n"
    "  CONSTRAINT `c` FOREIGN KEY (`id`) REFERENCES `u` (`id`)\n"
    ") ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4;\n";

using lines = std::vector<std::string>;

}  // namespace

TEST(sql_dump, reads_rows_of_many_in_one_statement) {
  EXPECT_EQ(rows_of(table + "INSERT INTO `t` VALUES (1,'你好',NULL),(-2,'','2020-01-02 03:04:05');\n"),
            (lines{"t id=1 msg=你好 at=NULL", "t id=-2 msg= at=2020-01-02 03:04:05"}));
}

TEST(sql_dump, undoes_escapes) {
  EXPECT_EQ(
      rows_of(table +
              R"(INSERT INTO `t` VALUES (1,'it\'s ''q'' \"d\" \\ \n\t\r;),(',0x4142),(2,_binary 'x',_utf8mb4'y');)"),
      (lines{"t id=1 msg=it's 'q' \"d\" \\ \n\t\r;),( at=AB", "t id=2 msg=x at=y"}));
}

TEST(sql_dump, takes_names_of_columns_and_of_the_database) {
  EXPECT_EQ(rows_of("INSERT IGNORE INTO `chat`.`t` (`b`, a) VALUES\n(1,2),\n(3,4);insert into t(x)values(5)"),
            (lines{"t b=1 a=2", "t b=3 a=4", "t x=5"}));
}

TEST(sql_dump, passes_over_what_it_does_not_need) {
  EXPECT_EQ(rows_of("LOCK TABLES `t` WRITE;\n/*!40000 ALTER TABLE `t` DISABLE KEYS */;\n# a 'comment\n"
                    "SET @x = 'INSERT INTO t VALUES (1);';\nCREATE DATABASE `chat`;\nUNLOCK TABLES;\n"),
            lines());
}

TEST(sql_dump, says_what_is_wrong_and_where) {
  EXPECT_EQ(problem(table + "INSERT INTO `t` VALUES (1,'a"),
            "line 12: the dump ends inside of a value: it was cut off");
  EXPECT_EQ(problem(table + "INSERT INTO `t` VALUES (1,'a')"), "line 12: a row of t has 2 values, the table 3 columns");
  EXPECT_EQ(problem("INSERT INTO `t` VALUES (1);"),
            "line 1: the columns of t are unknown: make the dump without --no-create-info");
  EXPECT_EQ(problem("INSERT INTO t (a) VALUES (1;"), "line 1: \";\" stands where \",\" should");
  EXPECT_EQ(problem("\n/* x"), "line 2: the dump ends inside of a comment: it was cut off");
}

}  // namespace webchats::transfer
