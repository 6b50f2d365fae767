#include "quantiles.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace load {

std::string quantiles::report(std::string_view name) {
  if (all_.empty()) return {};
  std::ranges::sort(all_);
  const auto at = [this](double q) { return all_[static_cast<std::size_t>(q * static_cast<double>(all_.size() - 1))]; };
  return fmt::format(" {0}_p50_ms={1:.2f} {0}_p99_ms={2:.2f} {0}_p999_ms={3:.2f} {0}_max_ms={4:.2f}", name, at(0.5),
                     at(0.99), at(0.999), all_.back());
}

}  // namespace load
