#include "fixture.hpp"

#include <cstdlib>
#include <stdexcept>

#include "store/connection.hpp"

namespace webchats::store {

namespace {

void empty(const database& where) {
  connection sql(where, access::schema);
  if (where.kind == dialect::postgresql) {
    sql.execute("set client_min_messages = warning");
    sql.execute("drop schema if exists public cascade");
    sql.execute("create schema public");
  } else {
    sql.execute("drop database " + where.server.name);
    sql.execute("create database " + where.server.name);
  }
}

}  // namespace

scratch::scratch() {
  if (const auto* url = std::getenv("WEBCHATS_TEST_DATABASE")) {
    where_ = parse_database_url(url);
    empty(where_);
    return;
  }
  std::string pattern = (std::filesystem::temp_directory_path() / "webchats-store-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
  path_ = pattern;
  where_.file = path_ / "chat.db";
}

scratch::~scratch() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

void store_test::open(store_options options) {
  store_.reset();
  options.database.kind = scratch_.where().kind;
  options.database.file = scratch_.where().file;
  options.database.server = scratch_.where().server;
  store_.emplace(options, sink_);
}

chat::user_id store_test::person(const std::string& name) {
  const auto stored =
      wait(accounts().add({name + "@example.org", name, "/avatars/" + name, "hash of " + name, at(1'000)},
                          {"token of " + name, "test", at(1'000), at(1'000'000'000), 50}));
  EXPECT_TRUE(stored) << name;
  return stored->me.who.id;
}

chat::new_message store_test::text_of(chat::user_id author, std::string text, std::optional<std::string> client_id,
                                      chat::room_id room) {
  return {.room = room,
          .author = author,
          .client_id = std::move(client_id),
          .text = std::move(text),
          .attachments = {},
          .time = at(5'000)};
}

void store_test::change(const std::string& sql) {
  connection beside(scratch_.where(), access::read_write);
  beside.execute(sql);
}

void store_test::make_role(chat::user_id who, chat::server_role role) {
  change("update users set role = " + std::to_string(static_cast<int>(role)) +
         " where id = " + std::to_string(who.value));
}

void store_test::block(chat::user_id who, chat::user_id blocked) {
  change("insert into blocks values (" + std::to_string(who.value) + ", " + std::to_string(blocked.value) + ")");
}

std::vector<std::string> store_test::system_texts(chat::room_id room) {
  std::vector<std::string> texts;
  for (const auto& each : sink_.of<chat::message_posted>()) {
    if (each.message.room == room && each.message.kind == chat::message_kind::system)
      texts.push_back(each.message.text);
  }
  return texts;
}

chat::joined_room store_test::room_of(chat::user_id member, chat::room_id room) {
  auto found = wait(rooms().room_for(member, room));
  EXPECT_TRUE(found);
  return *found;
}

}  // namespace webchats::store
