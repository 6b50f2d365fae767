#include "transfer/intake.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "chat/mentions.hpp"
#include "media/image_library.hpp"
#include "store/failure.hpp"
#include "store/migrations.hpp"
#include "store/names.hpp"
#include "store/query.hpp"
#include "store/search_index.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

using store::in;
using store::integer;
using store::out;
using store::query;

constexpr std::size_t indexed_at_once = 1'000;

/// Empty places only: the connection of an intake makes the database.
const place& checked(const place& to) {
  require_empty(to);
  return to;
}

/// What a browser gets from us under this URL.
void require_own_url(const boost::json::object& line, std::string_view name) {
  const auto* value = line.if_contains(name);
  if (value == nullptr || !value->is_string() || value->get_string().empty()) return;
  if (media::name_of(value->get_string()).empty()) {
    throw failure(fmt::format("\"{}\" must be the URL of a stored file, /files/…", name));
  }
}

}  // namespace

intake::intake(const place& to)
    : files_(checked(to).files), sql_(to.database, store::access::fill), blob_writer_(files_.blobs()) {
  store::migrate(sql_);
  transaction_.emplace(sql_.session());
  // What every new database has.
  sql_.execute("delete from rooms");
  sql_.execute("delete from settings where name <> 'epoch'");
}

void intake::take(const boost::json::object& line) {
  const auto* type = line.if_contains("type");
  if (type == nullptr || !type->is_string()) throw failure("\"type\" is missing");
  const std::string_view name = type->get_string();
  if (name == blob_type) return blob_writer_.write(line);
  const auto* kind = find_record_kind(name);
  if (kind == nullptr) throw failure(fmt::format("the type \"{}\" is unknown", name));
  if (kind->name == "attachment") {
    for (const auto* each : {"url", "medium", "thumb"}) require_own_url(line, each);
  }
  auto& state = kinds_[kind->name];
  if (!state.writer) state.writer = std::make_unique<record_writer>(sql_, *kind);
  try {
    state.writer->write(line, known_);
  } catch (const soci::soci_error& error) {
    if (store::classify(error) != store::failure::constraint) throw;
    throw failure(
        fmt::format("it is there twice, or names something that no line before it has ({})", store::describe(error)));
  }
  ++state.count;
  if (kind->name == "user") known_.users.insert(line.at("id").get_int64());
  if (kind->name == "room") known_.rooms.insert(line.at("id").get_int64());
}

std::uint64_t intake::count(std::string_view kind) const {
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? 0 : found->second.count;
}

void intake::complete_people() {
  std::vector<std::pair<integer, std::string>> people;
  query<in<>, out<integer, std::string>>(sql_, "select id, name from users").each([&](integer id, const auto& name) {
    people.emplace_back(id, name);
  });
  query<in<std::string, integer>> derive(sql_, "update users set name_key = :key where id = :id");
  for (const auto& [id, name] : people) derive.run(chat::name_key(name), id);
  store::complete_looks(sql_);
}

void intake::check() {
  const auto none = [this](const char* of, const char* wrong) {
    const auto found = query<in<>, out<integer>>(sql_, of).first();
    if (found) throw failure(fmt::format(fmt::runtime(wrong), std::get<0>(*found)));
  };
  none(
      "select r.id from rooms r where r.last_seq < (select coalesce(max(m.seq), 0) from messages m "
      "where m.room_id = r.id) order by r.id",
      "room {}: \"last_seq\" is below the \"seq\" of its last message");
  none(
      "select m.room_id from members m join rooms r on r.id = m.room_id where m.last_read_seq > r.last_seq "
      "order by m.room_id",
      "room {}: a member has read beyond the last message");
}

void intake::make_index(const progress& told) {
  store::prepare_search(sql_);
  for (;;) {
    soci::transaction part(sql_.session());
    const auto reached = store::index_more(sql_, indexed_at_once);
    part.commit();
    told("search index", static_cast<std::uint64_t>(reached.done), static_cast<std::uint64_t>(reached.last));
    if (reached.finished()) return;
  }
}

void intake::finish(const progress& told) {
  blob_writer_.finish();
  complete_people();
  sql_.execute("update rooms set members = (select count(*) from members m where m.room_id = rooms.id)");
  check();
  sql_.execute("update search_state set version = ''");
  store::continue_ids(sql_);
  files_.keep();
  transaction_->commit();
  files_.confirm();
  make_index(told);
}

}  // namespace webchats::transfer
