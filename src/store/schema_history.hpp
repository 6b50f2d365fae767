#pragma once

#include <span>

namespace webchats::store {

/// Statements for `render_schema`, in their order.
using schema_statements = std::span<const char* const>;

/// What became of the schema: step n (from 1) makes schema n out of schema n−1. A step that was released is never
/// changed.
[[nodiscard]] std::span<const schema_statements> schema_history() noexcept;

}  // namespace webchats::store
