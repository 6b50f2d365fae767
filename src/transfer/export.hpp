#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "transfer/place.hpp"
#include "transfer/progress.hpp"

namespace webchats::transfer {

struct export_report {
  std::uint64_t lines = 0;
  std::uint64_t files = 0;
  std::vector<std::string> missing{};  ///< names of files that the database knows and the disk has not
};

/// Writes everything that docs/export.md names, as it is at one instant; a server may run meanwhile. `program`: who
/// writes, for the first line. Blocks. Throws failure, soci::soci_error.
export_report export_all(const place& from, std::ostream& to, std::string_view program, const progress& told);

}  // namespace webchats::transfer
