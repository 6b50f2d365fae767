#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "chat/notices.hpp"
#include "chat/types.hpp"
#include "store/store.hpp"
#include "transfer/demo.hpp"
#include "transfer/demo_numbers.hpp"
#include "transfer/demo_talk.hpp"
#include "transfer/flow_runner.hpp"

namespace webchats::transfer {

/// Hears of everything and tells nobody.
class nobody_listens final : public chat::notice_sink {
 public:
  void publish(std::vector<chat::notice>) noexcept override {}
};

/// Who is there: a person of the demo and what the store calls them.
struct demo_member {
  demo_person who;
  chat::user_id id;
};

struct demo_room {
  chat::room_id id;
  std::vector<std::size_t> members;  ///< places in `demo_crowd::people`; the owner of the server is the first
  chat::seq_no last;
  std::deque<chat::seq_no> recent{};    ///< messages that can be answered, the newest last
  std::vector<chat::seq_no> threads{};  ///< messages that have a thread
};

/// The people and rooms of a demo. The first person owns the server, the first room has everybody.
struct demo_crowd {
  std::vector<demo_member> people;
  std::vector<demo_room> rooms;
};

/// Puts the people and their rooms into an empty store, all at the moment `start`. Throws failure.
[[nodiscard]] demo_crowd gather(store::store& data, const media::blob_store& blobs, const demo_options& wanted,
                                chat::instant start, demo_numbers& numbers, flow_runner& runner, const progress& told);

}  // namespace webchats::transfer
