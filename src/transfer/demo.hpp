#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "chat/types.hpp"
#include "transfer/place.hpp"
#include "transfer/progress.hpp"

namespace webchats::transfer {

struct demo_options {
  std::size_t people = 50;  ///< 3 to 1,000
  std::size_t rooms = 12;   ///< with the two that every server has
  std::size_t messages = 100'000;
  std::uint64_t seed = 1;
  std::string password{};  ///< of everybody
  chat::instant now{};     ///< the end of the talk; the epoch: this moment
};

struct demo_report {
  std::string email;  ///< of the owner of the server
  std::uint64_t people = 0;
  std::uint64_t rooms = 0;
  std::uint64_t messages = 0;
  std::uint64_t pictures = 0;
};

/// Fills an empty place with people who have talked for five months, in Chinese and English: answers, threads,
/// reactions, mentions, pins, edits, deletions, pictures, read markers. It goes through the store's own writer, so that
/// all that hangs on a message is as if they had been here. The same options give the same talk; only ids that nobody
/// may guess differ. Blocks. Throws failure, soci::soci_error, std::system_error.
demo_report fill_demo(const place& to, const demo_options& wanted, const progress& told);

}  // namespace webchats::transfer
