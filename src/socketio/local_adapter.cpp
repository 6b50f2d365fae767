#include "socketio/local_adapter.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <mutex>
#include <utility>

#include "net/loop.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/packet_encoder.hpp"
#include "socketio/remote_socket.hpp"

namespace webchats::socketio {
namespace {

template <typename Item>
void append_all(std::vector<Item>& to, std::vector<Item>&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void merge(std::vector<remote_socket>& sum, std::vector<remote_socket>&& part) { append_all(sum, std::move(part)); }

void merge(broadcast_answers& sum, broadcast_answers&& part) {
  append_all(sum.answered, std::move(part.answered));
  append_all(sum.missing, std::move(part.missing));
  append_all(sum.left, std::move(part.left));
}

/// The parts of an answer that every loop gives for itself. The last one calls back, on the loop that asked.
template <typename Result>
class gathering {
 public:
  gathering(std::size_t parts, std::function<void(Result)> done)
      : open_(parts), asker_(net::loop::current()), done_(std::move(done)) {}

  void add(Result part) {
    {
      const std::lock_guard lock(mutex_);
      merge(sum_, std::move(part));
      if (--open_ > 0) return;
    }
    if (asker_ == nullptr || asker_ == net::loop::current()) return done_(std::move(sum_));
    asker_->post([done = std::move(done_), sum = std::make_shared<Result>(std::move(sum_))] {
      guarded("broadcast", "answer", [&] { done(std::move(*sum)); });
    });
  }

 private:
  std::mutex mutex_;
  Result sum_;
  std::size_t open_;
  net::loop* asker_;
  std::function<void(Result)> done_;
};

}  // namespace

void local_adapter::on_every_loop(const std::function<void(namespace_shard&)>& task) {
  const net::loop* here = net::loop::current();
  namespace_shard* own = nullptr;
  for (const auto& shard : owner_.registry_->shards) {
    if (&shard->loop() == here) {
      own = shard.get();
    } else if (shard->count() > 0) {
      shard->loop().post([task, target = shard.get(), keep = owner_.shared_from_this()] {
        guarded(target->parent().name(), "broadcast", [&] { task(*target); });
      });
    }
  }
  if (own != nullptr) task(*own);
}

void local_adapter::emit(const audience& who, const emit_options& how, std::string_view event,
                         const arguments& values) {
  if (recovery_log* const log = owner_.registry_->recovery.get()) {
    std::string text;
    append_event(text, owner_.name(), event, values);
    const auto woken = log->append(who, how, recovery_log::every_loop, text, values.attachments);
    for (const std::uint32_t index : woken) {
      namespace_shard& shard = *owner_.registry_->shards[index];
      if (&shard.loop() == net::loop::current()) continue;
      shard.loop().post([target = &shard, keep = owner_.shared_from_this()] { target->drain(); });
    }
    if (const net::loop* here = net::loop::current(); here != nullptr) {
      const auto own = std::ranges::find(owner_.registry_->shards, here, [](const auto& s) { return &s->loop(); });
      if (own != owner_.registry_->shards.end()) (*own)->drain();
    }
    return;
  }
  struct job {
    audience who;
    emit_options how;
    encoded_packet packet;
  };
  const auto work = std::make_shared<const job>(who, how, encode_event(owner_.name(), event, values));
  on_every_loop([work](namespace_shard& shard) { shard.emit(work->who, work->how, work->packet); });
}

template <typename Result>
void local_adapter::gather(std::function<void(namespace_shard&, std::function<void(Result)>)> ask,
                           std::function<void(Result)> done) {
  std::vector<namespace_shard*> asked;
  for (const auto& shard : owner_.registry_->shards) {
    if (shard->count() > 0) asked.push_back(shard.get());
  }
  if (asked.empty()) return done({});
  const auto sum = std::make_shared<gathering<Result>>(asked.size(), std::move(done));
  const auto add = [sum](Result part) { sum->add(std::move(part)); };
  namespace_shard* own = nullptr;
  for (namespace_shard* const shard : asked) {
    if (&shard->loop() == net::loop::current()) {
      own = shard;
    } else {
      shard->loop().post([ask, add, shard, keep = owner_.shared_from_this()] { ask(*shard, add); });
    }
  }
  if (own != nullptr) ask(*own, add);
}

void local_adapter::emit_with_ack(const audience& who, const emit_options& how, std::string_view event,
                                  const arguments& values, std::chrono::milliseconds timeout,
                                  std::function<void(broadcast_answers)> done) {
  // Odd ids are asked of many, even ones of a single socket; see `socket::emit_with_ack`.
  const std::uint64_t ack_id = owner_.registry_->next_broadcast_ack.fetch_add(1, std::memory_order_relaxed) * 2 + 1;
  const auto packet = std::make_shared<const encoded_packet>(encode_event(owner_.name(), event, values, ack_id));
  gather<broadcast_answers>(
      [who, how, packet, ack_id, timeout](namespace_shard& shard, std::function<void(broadcast_answers)> add) {
        shard.emit_with_ack(who, how, *packet, ack_id, timeout, std::move(add));
      },
      std::move(done));
}

void local_adapter::sockets_join(const audience& who, const std::string& room) {
  on_every_loop([who, room](namespace_shard& shard) { shard.sockets_join(who, room); });
}

void local_adapter::sockets_leave(const audience& who, const std::string& room) {
  on_every_loop([who, room](namespace_shard& shard) { shard.sockets_leave(who, room); });
}

void local_adapter::disconnect_sockets(const audience& who, underlying connection) {
  on_every_loop([who, connection](namespace_shard& shard) { shard.disconnect_sockets(who, connection); });
}

void local_adapter::fetch_sockets(const audience& who, reach, std::function<void(std::vector<remote_socket>)> done) {
  gather<std::vector<remote_socket>>(
      [who](namespace_shard& shard, const std::function<void(std::vector<remote_socket>)>& add) {
        add(shard.list_sockets(who));
      },
      std::move(done));
}

void local_adapter::server_side_emit(std::string_view, const arguments&, std::chrono::milliseconds,
                                     std::function<void(std::vector<arguments>)> done) {
  if (done) done({});
}

}  // namespace webchats::socketio
