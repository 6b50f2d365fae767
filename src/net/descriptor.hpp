#pragma once

#include <unistd.h>

#include <utility>

namespace webchats::net {

/// An open file descriptor, closed when its owner is done with it.
class descriptor {
 public:
  descriptor() noexcept = default;
  explicit descriptor(int open) noexcept : number_(open) {}
  descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  descriptor& operator=(descriptor&& other) noexcept {
    descriptor old(std::exchange(number_, std::exchange(other.number_, -1)));
    return *this;
  }
  ~descriptor() { reset(); }

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }
  [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }
  void reset() noexcept {
    if (const int old = std::exchange(number_, -1); old >= 0) ::close(old);
  }

 private:
  int number_ = -1;
};

}  // namespace webchats::net
