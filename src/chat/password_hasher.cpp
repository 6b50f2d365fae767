#include "chat/password_hasher.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

#include "base/bcrypt.hpp"

namespace webchats::chat {

namespace {

outcome<std::string> hash_now(const std::string& password, const password_hasher::options& options) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const int failed = crypto_pwhash_str_alg(text.data(), password.data(), password.size(), options.operations,
                                           options.memory, crypto_pwhash_ALG_ARGON2ID13);
  if (failed) return refuse(unavailable{});  // no memory
  return std::string(text.data());
}

password_hasher::verdict verify_now(const std::string& hash, const std::string& password) {
  if (base::is_bcrypt(hash)) {
    return base::bcrypt_matches(hash, password) ? password_hasher::verdict::match : password_hasher::verdict::mismatch;
  }
  const bool match = crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
  return match ? password_hasher::verdict::match : password_hasher::verdict::mismatch;
}

struct hash_work {
  std::string password;
  password_hasher::options options;
  outcome<std::string> operator()() const { return hash_now(password, options); }
};

struct verify_work {
  std::string hash;
  std::string password;
  outcome<password_hasher::verdict> operator()() const { return verify_now(hash, password); }
};

struct verify_nobody_work {
  std::string hash;
  std::string password;
  outcome<password_hasher::verdict> operator()() const {
    (void)verify_now(hash, password);
    return password_hasher::verdict::mismatch;
  }
};

}  // namespace

password_hasher::password_hasher(options chosen)
    : options_(chosen), pool_(chosen.threads, chosen.queue, rate_limited{}) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start: no source of randomness");
  auto nobody = hash_now("nobody", options_);
  if (!nobody) throw std::runtime_error("not enough memory to hash one password");
  nobody_ = std::move(*nobody);
}

bool password_hasher::outdated(std::string_view hash) noexcept { return base::is_bcrypt(hash); }

flow<std::string> password_hasher::hash(std::string password) {
  co_return co_await pool_.run<std::string>(hash_work{std::move(password), options_});
}

flow<password_hasher::verdict> password_hasher::verify(std::string hash, std::string password) {
  co_return co_await pool_.run<verdict>(verify_work{std::move(hash), std::move(password)});
}

flow<password_hasher::verdict> password_hasher::verify_nobody(std::string password) {
  co_return co_await pool_.run<verdict>(verify_nobody_work{nobody_, std::move(password)});
}

}  // namespace webchats::chat
