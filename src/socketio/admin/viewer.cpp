#include "socketio/admin/viewer.hpp"

#include <algorithm>
#include <utility>

#include "net/loop.hpp"
#include "socketio/guard.hpp"
#include "socketio/namespace.hpp"

namespace webchats::socketio {
namespace {

// Bytes that may wait for a page, well below its outbox limit.
constexpr std::size_t max_pending = std::size_t{256} * 1024;
// Messages that may wait until the page has got what there is.
constexpr std::size_t max_held = 4'000;
constexpr std::size_t max_held_details = 1'000;

}  // namespace

admin_viewer::admin_viewer(socket_ptr page, std::size_t loops, collector collect)
    : page_(std::move(page)), collect_(std::move(collect)), has_part_(loops) {}

bool admin_viewer::keeps_up() const noexcept { return page_->pending() < max_pending; }

void admin_viewer::collect() {
  state_ = state::collecting;
  has_part_.assign(has_part_.size(), false);
  collect_(shared_from_this());
}

void admin_viewer::add_part(std::size_t loop, std::vector<std::string> sockets) {
  if (state_ != state::collecting || has_part_[loop]) return;
  std::ranges::move(sockets, std::back_inserter(rest_));
  has_part_[loop] = true;
  if (std::ranges::find(has_part_, false) != has_part_.end()) return;

  // As many as fit into one event; it makes the page forget what it knew.
  std::string first;
  for (; !rest_.empty() && first.size() < max_pending / 2; rest_.pop_front()) {
    // Without the timestamp, which ends the text.
    const std::string& text = rest_.front();
    first.append(first.empty() ? "[" : ",").append(text, 0, text.rfind(','));
  }
  show("all_sockets", first.empty() ? "[]" : first + "]");
  state_ = state::filling;
  fill();
}

void admin_viewer::fill() {
  for (; !rest_.empty() && keeps_up(); rest_.pop_front()) show("socket_connected", std::move(rest_.front()));
  for (; rest_.empty() && !held_.empty() && keeps_up(); held_.pop_front())
    show(held_.front()->event, held_.front()->values);
  if (rest_.empty() && held_.empty()) {
    state_ = state::live;
  } else {
    resume_later();
  }
}

void admin_viewer::take(const admin_message_ptr& message) {
  if (state_ == state::idle || state_ == state::behind || !has_part_[message->origin]) return;
  const bool essential = message->matters == admin_message::weight::essential;
  if (state_ == state::live) {
    if (keeps_up()) return show(message->event, message->values);
  } else if (held_.size() < (essential ? max_held : max_held_details)) {
    return held_.push_back(message);
  }
  if (essential) fall_behind();
}

void admin_viewer::fall_behind() {
  state_ = state::behind;
  rest_ = {};
  held_ = {};
  resume_later();
}

/// Only a page that did not take everything at the end of the turn tells when it has.
void admin_viewer::resume_later() {
  net::loop& loop = page_->loop();
  loop.at_turn_end([weak = weak_from_this(), &loop] {
    loop.post([weak] {
      if (const auto self = weak.lock()) self->resume();
    });
  });
}

void admin_viewer::resume() {
  if (!page_->connected() || !keeps_up()) return;
  if (state_ == state::filling) fill();
  if (state_ == state::behind) collect();
}

void admin_viewer::show(std::string_view event, std::string values) {
  arguments list;
  list.encoded = std::move(values);
  guarded(page_->nsp().name(), "admin page", [&] { page_->emit(event, list); });
}

}  // namespace webchats::socketio
