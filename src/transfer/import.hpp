#pragma once

#include <cstdint>
#include <istream>

#include "transfer/place.hpp"
#include "transfer/progress.hpp"

namespace webchats::transfer {

struct import_report {
  std::uint64_t people = 0;
  std::uint64_t rooms = 0;
  std::uint64_t messages = 0;
  std::uint64_t files = 0;
};

/// Reads what `export_all` has written into an empty place: all of it or nothing. Blocks. Throws failure (with the
/// number of the line), soci::soci_error, std::system_error.
import_report import_all(const place& to, std::istream& from, const progress& told);

}  // namespace webchats::transfer
