#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "chat/ids.hpp"

namespace webchats::api::classic {

/// Where a session's page 1 of a room ended. The original's clients ask for pages by number, so the pages after the
/// first are counted from there: what arrives in between shifts nothing. In memory only; without an anchor pages may
/// overlap, but never leave a hole. Bounded; may be used from any thread.
class page_anchors {
 public:
  void set(chat::session_id session, chat::room_id room, chat::seq_no newest);
  [[nodiscard]] std::optional<chat::seq_no> find(chat::session_id session, chat::room_id room) const;

 private:
  using key = std::pair<std::int64_t, std::int64_t>;
  static constexpr std::size_t most = 50'000;

  mutable std::mutex mutex_;
  boost::unordered_flat_map<key, chat::seq_no, boost::hash<key>> newest_;
};

}  // namespace webchats::api::classic
