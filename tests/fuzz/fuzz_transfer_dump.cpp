// A dump of somebody else's database: whatever stands in it, rows have as many values as columns, and values of the
// input's size at most; what is wrong is said with its line.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

#include "transfer/failure.hpp"
#include "transfer/original_people.hpp"
#include "transfer/sql_dump.hpp"

namespace {

using namespace webchats::transfer;

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::istringstream text(std::string(reinterpret_cast<const char*>(data), size));
  try {
    sql_dump_reader(text).each([&](const table_row& row) {
      require(row.values.size() == row.columns.size());
      for (const auto& value : row.values) {
        require(!value || value->size() <= size);
        (void)original_time(value, {}, {});
      }
    });
  } catch (const failure& wrong) {
    require(std::string_view(wrong.what()).starts_with("line "));
  }
  return 0;
}
