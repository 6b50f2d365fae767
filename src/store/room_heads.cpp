#include "store/room_heads.hpp"

#include <algorithm>
#include <ranges>

#include "store/query.hpp"

namespace webchats::store {

namespace {

constexpr std::size_t most_remembered = 100'000;

struct head_statements {
  explicit head_statements(connection& sql)
      : last(sql, "select last_seq from rooms where id = :room"),
        advance(sql, "update rooms set last_seq = :seq where id = :room"),
        mark(sql,
             "update members set last_read_seq = :seq where room_id = :room and user_id = :user and last_read_seq < "
             ":seq") {}
  query<in<integer>, out<integer>> last;
  query<in<integer, integer>> advance;
  query<in<integer, integer, integer>> mark;
};

}  // namespace

chat::seq_no room_heads::last(connection& sql, chat::room_id room) {
  const auto of_room = [&](const step& each) { return each.room == room; };
  if (const auto newest = std::ranges::find_if(job_.rbegin(), job_.rend(), of_room); newest != job_.rend()) {
    return newest->seq;
  }
  if (const auto found = transaction_.find(room); found != transaction_.end()) return found->second;
  if (const auto found = committed_.find(room); found != committed_.end()) return found->second;
  const auto row = sql.prepared<head_statements>().last.first(room.value);
  const chat::seq_no seq{row ? std::get<0>(*row) : 0};
  if (committed_.size() >= most_remembered) committed_.clear();
  committed_.emplace(room, seq);
  return seq;
}

chat::seq_no room_heads::unsettled_mark(chat::room_id room, chat::user_id author) const {
  const auto found = unsettled_marks_.find({room, author});
  return found == unsettled_marks_.end() ? chat::seq_no{} : found->second;
}

void room_heads::advance(chat::room_id room, chat::seq_no seq, chat::user_id author) {
  job_.push_back({room, seq, author});
}

void room_heads::job_done() {
  for (const auto& [room, seq, author] : job_) {
    transaction_[room] = seq;
    unsettled_heads_[room] = seq;
    unsettled_marks_[{room, author}] = seq;
  }
  job_.clear();
}

void room_heads::settle(connection& sql) {
  if (unsettled_heads_.empty()) return;
  auto& statements = sql.prepared<head_statements>();
  for (const auto& [room, seq] : unsettled_heads_) statements.advance.run(seq.value, room.value);
  for (const auto& [reader, seq] : unsettled_marks_) {
    statements.mark.run(seq.value, reader.first.value, reader.second.value);
  }
  unsettled_heads_.clear();
  unsettled_marks_.clear();
}

void room_heads::committed() {
  for (const auto& [room, seq] : transaction_) committed_[room] = seq;
  transaction_.clear();
}

void room_heads::undone() noexcept {
  job_.clear();
  transaction_.clear();
  unsettled_heads_.clear();
  unsettled_marks_.clear();
}

}  // namespace webchats::store
