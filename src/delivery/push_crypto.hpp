#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// How Web Push seals a message for one browser (RFC 8291, RFC 8188) and says who sends it (RFC 8292). Pure but for the
/// randomness of keys, salts and signatures; bytes are in strings. Failures of OpenSSL itself are std::runtime_error.
namespace webchats::delivery {

/// A key pair on P-256. Immutable; any thread.
class p256_key {
 public:
  [[nodiscard]] static p256_key generate();
  /// From what `text` gave. Throws std::invalid_argument for anything else.
  [[nodiscard]] static p256_key parse(std::string_view text);

  /// Both halves, base64url: a secret.
  [[nodiscard]] std::string text() const;
  /// The public half: an uncompressed point, 65 bytes.
  [[nodiscard]] const std::string& public_bytes() const noexcept { return public_; }

  /// What both sides of an exchange compute (ECDH); nothing when `other` is no public key on P-256.
  [[nodiscard]] std::optional<std::string> shared_with(std::string_view other) const;
  /// ECDSA with SHA-256, as JWT has it: r and s, 32 bytes each (RFC 7518, 3.4).
  [[nodiscard]] std::string sign(std::string_view bytes) const;

 private:
  p256_key(std::string secret, std::string public_half);
  std::string secret_;  // 32 bytes
  std::string public_;
  std::shared_ptr<void> key_;  // EVP_PKEY
};

/// Whom a message is sealed for: what a browser gives out, decoded.
struct push_receiver {
  std::string public_key;  ///< 65 bytes
  std::string auth;        ///< 16 bytes
};

/// The keys of a browser; nothing when they are not of the right form or no point on the curve.
[[nodiscard]] std::optional<push_receiver> push_receiver_of(std::string_view p256dh, std::string_view auth);

/// Most bytes that can be sealed: one record of 4096 bytes, which is what push services take.
inline constexpr std::size_t most_sealed = 4096 - 86 - 17;

/// `plain` as the body of a push, content coding aes128gcm, with a key pair and 16 bytes of salt that are used once.
/// Throws std::invalid_argument when it is too long or the receiver's key is none.
[[nodiscard]] std::string seal(const push_receiver& to, std::string_view plain, const p256_key& once,
                               std::string_view salt);
/// The same with fresh ones.
[[nodiscard]] std::string seal(const push_receiver& to, std::string_view plain);

/// The header `Authorization` that says that `key` sends: for the origin `audience` ("https://push.example") until
/// `expires`; `contact` is a mailto: or https: URL.
[[nodiscard]] std::string vapid_authorization(const p256_key& key, std::string_view audience, std::string_view contact,
                                              std::chrono::sys_seconds expires);

}  // namespace webchats::delivery
