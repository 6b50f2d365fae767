#pragma once

#include <stdexcept>

namespace webchats::transfer {

/// Something cannot be moved; `what()` says what and where, for whoever gave the command.
class failure : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace webchats::transfer
