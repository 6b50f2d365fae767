#include "chat/ports/clock.hpp"

namespace webchats::chat {

instant system_clock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point system_clock::steady() const { return std::chrono::steady_clock::now(); }

}  // namespace webchats::chat
