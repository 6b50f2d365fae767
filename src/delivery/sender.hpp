#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <thread>
#include <utility>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "chat/ports/clock.hpp"
#include "chat/ports/outbox.hpp"
#include "delivery/carrier.hpp"
#include "delivery/retry_schedule.hpp"

namespace webchats::delivery {

/// How deliveries of one kind are sent.
struct way {
  carrier* by;                 ///< outlives the sender
  std::size_t concurrent = 8;  ///< targets of this kind served at once
  retry_schedule retry{};
};

/// Sends what the outbox holds, on a thread of its own: the deliveries of one target in order and one at a time,
/// several targets at once; no kind takes another's place. A delivery is crossed out after it was sent, so a process
/// that dies sends it again: at least once.
class sender {
 public:
  using ways = std::map<chat::delivery_kind, way>;

  /// Everything outlives the sender. Deliveries of a kind that has no way are dropped.
  sender(chat::outbox_repository& outbox, ways by, const chat::clock& time);
  ~sender() { stop(); }
  sender(const sender&) = delete;
  sender& operator=(const sender&) = delete;

  void start();
  /// Something was put into the outbox. Any thread.
  void wake() noexcept;
  /// Ends the thread; what is under way is sent again at the next start. To be called when the outbox's repository is
  /// closed, so that it posts nothing here any more.
  void stop() noexcept;

 private:
  using line = std::pair<chat::delivery_kind, std::int64_t>;  ///< what is sent in order

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> serve(line which);
  /// False when the line must wait.
  boost::asio::awaitable<bool> send(line which, const chat::delivery& one);
  /// What became of an attempt is written down; if it is not, the line rests for a while. Answers `done`.
  boost::asio::awaitable<bool> written(bool done);
  boost::asio::awaitable<attempt> try_to_send(const way& by, const chat::delivery& one);
  /// Whether one more line of this kind may be served.
  [[nodiscard]] bool has_place(chat::delivery_kind kind) const;
  [[nodiscard]] const way& way_of(chat::delivery_kind kind) const;
  /// Starts what is due of this kind; answers when to look again.
  boost::asio::awaitable<std::chrono::milliseconds> start_lines(chat::delivery_kind kind);

  chat::outbox_repository& outbox_;
  const ways ways_;
  const chat::clock& clock_;

  boost::asio::io_context context_{1};
  boost::asio::steady_timer rest_{context_};
  bool woken_ = false;  // the following: on the thread of `context_`
  std::set<line> busy_;
  std::map<line, std::int64_t> failures_;  // in a row
  std::thread thread_;
};

}  // namespace webchats::delivery
