#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace load {

/// Makes `file` with the server's own stores: `people` with one session each and `rooms` beside the two every database
/// has. Person i is a member of room i mod `rooms` and of no other. Passwords are not hashed: nobody signs in.
/// Throws std::runtime_error or soci::soci_error.
void prepare(const std::filesystem::path& file, std::size_t people, std::size_t rooms);

/// The token of person `number`, from 0.
[[nodiscard]] std::string token_of(std::size_t number);
/// The id of room `number`, from 0.
[[nodiscard]] constexpr std::int64_t room_id_of(std::size_t number) { return static_cast<std::int64_t>(number) + 3; }

}  // namespace load
