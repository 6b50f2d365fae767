#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "socketio/socket.hpp"

namespace webchats::socketio {

/// What happened on one loop, for every page: an event of the `/admin` namespace with its arguments as JSON text.
/// Immutable; shared by the loops.
struct admin_message {
  /// `detail` may be left out for a page that does not keep up; without the others it would show what is not.
  enum class weight : std::uint8_t { essential, detail };

  std::string event;
  std::string values;
  std::size_t origin;  ///< index of the loop
  weight matters;
};
using admin_message_ptr = std::shared_ptr<const admin_message>;

/// One open page. It gets first what there is, one part from each loop, then what happens: of each loop what comes
/// after its part, so that nothing is missing and nothing is told twice. A page that does not keep up is not closed and
/// queues nothing: it gets everything anew when it has taken what waited.
///
/// Lives on the loop of its socket.
class admin_viewer : public std::enable_shared_from_this<admin_viewer> {
 public:
  /// Sees to it that `add_part` of the viewer is called once for each loop, now or later.
  using collector = std::function<void(const std::shared_ptr<admin_viewer>&)>;

  admin_viewer(socket_ptr page, std::size_t loops, collector collect);

  [[nodiscard]] const socket_ptr& page() const noexcept { return page_; }
  /// Asks for what there is. Until this is called the page gets only what is given to `show`.
  void collect();
  /// The sockets of one loop, each as JSON text with the timestamp of its connection behind.
  void add_part(std::size_t loop, std::vector<std::string> sockets);
  /// Something has happened.
  void take(const admin_message_ptr& message);
  /// Something that does not depend on what was shown before.
  void show(std::string_view event, std::string values);
  /// The page may have taken what waited.
  void resume();

 private:
  enum class state : std::uint8_t { idle, collecting, filling, live, behind };

  [[nodiscard]] bool keeps_up() const noexcept;
  void fill();
  void fall_behind();
  void resume_later();

  socket_ptr page_;
  collector collect_;
  state state_ = state::idle;
  std::vector<bool> has_part_;          // by loop
  std::deque<std::string> rest_;        // sockets that have not been sent
  std::deque<admin_message_ptr> held_;  // what happened meanwhile
};

}  // namespace webchats::socketio
