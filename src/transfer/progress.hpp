#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

namespace webchats::transfer {

/// What is being done and how far it is; `of` is 0 when nobody knows. Called often, on the thread of the caller.
using progress = std::function<void(std::string_view what, std::uint64_t done, std::uint64_t of)>;

}  // namespace webchats::transfer
