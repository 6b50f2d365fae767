#pragma once

#include "api/json/reader.hpp"

namespace webchats::api {

/// Bounds of the fields of a search, in both halves of the modern contract. What a text says is chat's business.
inline constexpr text_bounds search_text{.min = 0, .max = 4096};
inline constexpr integer_bounds search_limit{.min = 1, .max = 50};
inline constexpr std::int64_t usual_limit = 20;
/// Minutes east of UTC.
inline constexpr integer_bounds utc_offset{.min = -14 * 60, .max = 14 * 60};

}  // namespace webchats::api
