#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>
#include <boost/unordered_map.hpp>

#include "chat/ids.hpp"
#include "store/connection.hpp"

namespace webchats::store {

/// The last seq of each room, while the writer gives out the next ones: what is committed, what this transaction added,
/// and what the job at hand added. A job or a transaction that is undone leaves no hole. Belongs to the writer's
/// thread.
class room_heads {
 public:
  /// The last seq of an existing room as the job at hand sees it.
  [[nodiscard]] chat::seq_no last(connection& sql, chat::room_id room);

  /// How far `author` has read by writing, as far as this transaction has not written it yet; 0 when it did not.
  [[nodiscard]] chat::seq_no unsettled_mark(chat::room_id room, chat::user_id author) const;

  /// The job at hand stored `seq`, written by `author`, who has thereby read up to it.
  void advance(chat::room_id room, chat::seq_no seq, chat::user_id author);

  void job_done();
  void job_undone() noexcept { job_.clear(); }

  /// Writes to `rooms` and `members` what the done jobs of this transaction added: once per room and author, however
  /// many messages there were. To be called before other statements look at those columns, and before the commit.
  void settle(connection& sql);

  void committed();
  void undone() noexcept;

 private:
  struct step {
    chat::room_id room;
    chat::seq_no seq;
    chat::user_id author;
  };

  boost::unordered_map<chat::room_id, chat::seq_no, std::hash<chat::room_id>> committed_;
  boost::unordered_map<chat::room_id, chat::seq_no, std::hash<chat::room_id>> transaction_;
  std::vector<step> job_;
  std::map<chat::room_id, chat::seq_no> unsettled_heads_;
  std::map<std::pair<chat::room_id, chat::user_id>, chat::seq_no> unsettled_marks_;
};

}  // namespace webchats::store
