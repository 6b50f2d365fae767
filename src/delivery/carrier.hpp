#pragma once

#include <cstdint>
#include <string>
#include <boost/asio/awaitable.hpp>

#include "chat/ports/outbox.hpp"

namespace webchats::delivery {

/// How an attempt ended.
struct attempt {
  enum class result : std::uint8_t {
    delivered,   ///< or there was nothing to tell any more
    put_off,     ///< not yet: the outbox knows when
    failed,      ///< worth another try
    impossible,  ///< never again: the receiver is gone; kept for who may look into it
    dropped,     ///< never again, and nobody looks into it: forgotten
  };
  result how = result::failed;
  std::string why{};  ///< for people; empty when delivered
};

/// Brings one kind of delivery to its receiver.
class carrier {
 public:
  virtual ~carrier() = default;
  [[nodiscard]] virtual boost::asio::awaitable<attempt> carry(const chat::delivery& sent) = 0;
  /// Whether what was given up stays in the outbox, for somebody who may send it again.
  [[nodiscard]] virtual bool keeps_dead() const noexcept { return true; }
};

}  // namespace webchats::delivery
