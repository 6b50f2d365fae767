#pragma once

#include <string>
#include <string_view>

namespace webchats::store {

/// Whose SQL a connection speaks. Statements are written once, in words that all three understand; the README says
/// which those are. What must differ is here.
enum class dialect { sqlite, postgresql, mariadb };

/// Begins a transaction that writes.
[[nodiscard]] std::string_view begin_writing(dialect which) noexcept;

/// Begins a transaction that only reads, and sees one instant of the database.
[[nodiscard]] std::string_view begin_reading(dialect which) noexcept;

/// Selects how many bytes the database takes.
[[nodiscard]] std::string_view size_statement(dialect which) noexcept;

/// A statement of the schema in the words of `which`. What differs stands in braces:
///   {key}          column type of an id that the database gives out, never twice: `id {key}`
///   {growing_key}  the same for a table whose newest row stays, cheaper in SQLite
///   {text}         a text as long as the rules allow (in MariaDB `text` ends at 64 KiB)
///   {clustered}    after the columns: the rows lie in their primary key, where the database can do that
///   {given_key}    column type of a primary key that comes from elsewhere: `user_id {given_key}`
///   {prefix}       in an index, after a text without bound: MariaDB looks at its beginning
///   {random}       16 digits that nobody foresees
///   {now}          this moment in milliseconds
///   {where …}      after the columns of an index: only these rows, where the database can do that
/// Whole numbers are `bigint`; a text that is in an index is `varchar(n)`. Tables of MariaDB get InnoDB and a binary
/// collation. A statement that begins with {sqlite}, {postgresql} or {mariadb} is for that one, and empty for the
/// others. Throws std::invalid_argument for other braces.
[[nodiscard]] std::string render_schema(dialect which, std::string_view statement);

}  // namespace webchats::store
