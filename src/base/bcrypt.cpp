#include "base/bcrypt.hpp"

#include <crypt.h>
#include <sodium.h>

#include <memory>

namespace webchats::base {

bool is_bcrypt(std::string_view hash) noexcept {
  if (hash.size() != 60 || !hash.starts_with("$2") || hash[3] != '$' || hash[6] != '$') return false;
  if (std::string_view("aby").find(hash[2]) == std::string_view::npos) return false;
  const std::string_view cost = hash.substr(4, 2);
  return cost >= "04" && cost <= "15" && cost[1] >= '0' && cost[1] <= '9';
}

bool bcrypt_matches(const std::string& hash, const std::string& password) {
  // crypt would take what stands before a NUL for the whole.
  if (!is_bcrypt(hash) || password.contains('\0')) return false;
  const auto scratch = std::make_unique<crypt_data>();
  const char* const made = crypt_r(password.c_str(), hash.c_str(), scratch.get());
  const bool match = made != nullptr && std::string_view(made).size() == hash.size() &&
                     sodium_memcmp(made, hash.data(), hash.size()) == 0;
  sodium_memzero(scratch.get(), sizeof *scratch);
  return match;
}

}  // namespace webchats::base
