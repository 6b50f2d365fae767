#pragma once

#include <cstddef>

#include "chat/limits.hpp"
#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/file_space.hpp"
#include "chat/ports/upload_repository.hpp"

namespace webchats::chat {

/// Takes away the files that nobody needs any more: uploads that were never completed, files that were never sent, and
/// what was doomed with its message or its avatar. One for the process; one sweep at a time.
class file_sweeper {
 public:
  file_sweeper(doomed_repository& repository, file_space& space, const clock& time, const limits& bounds)
      : repository_(repository), space_(space), clock_(time), limits_(bounds) {}

  /// Files that one sweep deals with, so that nothing else waits long for the disk.
  static constexpr std::size_t most_at_once = 200;

  /// One bounded piece of work. Answers how many files it has removed: `most_at_once` means that more may be left.
  [[nodiscard]] flow<std::size_t> sweep();

 private:
  doomed_repository& repository_;
  file_space& space_;
  const clock& clock_;
  const limits& limits_;
};

}  // namespace webchats::chat
