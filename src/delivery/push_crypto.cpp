#include "delivery/push_crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/base64.hpp"
#include "chat/secrets.hpp"

namespace webchats::delivery {

namespace {

constexpr std::size_t secret_size = 32;
constexpr std::size_t public_size = 65;
constexpr std::size_t auth_size = 16;
constexpr std::size_t salt_size = 16;
constexpr std::size_t tag_size = 16;
constexpr std::string_view record_size{"\0\0\x10\0", 4};  // 4096
constexpr char last_record = 2;                           // the delimiter behind the text of the last record

template <class T, void (*Free)(T*)>
struct freeing {
  void operator()(T* one) const noexcept { Free(one); }
};
template <class T, void (*Free)(T*)>
using owned = std::unique_ptr<T, freeing<T, Free>>;
using pkey = owned<EVP_PKEY, EVP_PKEY_free>;
using pkey_context = owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using digest_context = owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using cipher_context = owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using parameter_builder = owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using parameters = owned<OSSL_PARAM, OSSL_PARAM_free>;
using number = owned<BIGNUM, BN_clear_free>;
using signature = owned<ECDSA_SIG, ECDSA_SIG_free>;

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL refuses");
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// `value` as 32 bytes.
std::string bytes_of_number(const BIGNUM* value) {
  std::string bytes(32, '\0');
  const int size = static_cast<int>(bytes.size());
  require(BN_bn2binpad(value, bytes_of(bytes), size) == size);
  return bytes;
}

/// A key from its halves, `secret` may be empty; null when they are none.
pkey key_of(std::string_view secret, std::string_view public_half) {
  const parameter_builder build(OSSL_PARAM_BLD_new());
  require(build != nullptr);
  const number scalar(secret.empty() ? nullptr : BN_bin2bn(bytes_of(secret), static_cast<int>(secret.size()), nullptr));
  require(OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1);
  require(OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, public_half.data(),
                                           public_half.size()) == 1);
  if (scalar) require(OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get()) == 1);
  const parameters values(OSSL_PARAM_BLD_to_param(build.get()));
  const pkey_context context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  require(values && context && EVP_PKEY_fromdata_init(context.get()) == 1);
  EVP_PKEY* made = nullptr;
  const int kind = secret.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  if (EVP_PKEY_fromdata(context.get(), &made, kind, values.get()) != 1) return nullptr;
  return pkey(made);
}

/// The point `public_half` names, if it is on the curve.
pkey public_key_of(std::string_view public_half) {
  if (public_half.size() != public_size || public_half.front() != '\x04') return nullptr;
  auto made = key_of({}, public_half);
  if (!made) return nullptr;
  const pkey_context context(EVP_PKEY_CTX_new(made.get(), nullptr));
  require(context != nullptr);
  return EVP_PKEY_public_check(context.get()) == 1 ? std::move(made) : nullptr;
}

/// HKDF with SHA-256 (RFC 5869) for at most 32 bytes.
std::string derive(std::string_view salt, std::string_view secret, std::string info, std::size_t size) {
  const auto extracted = chat::hmac_sha256(salt, secret);
  info.push_back('\x01');
  const auto expanded = chat::hmac_sha256({reinterpret_cast<const char*>(extracted.data()), extracted.size()}, info);
  return {reinterpret_cast<const char*>(expanded.data()), size};
}

std::string encrypt(std::string_view plain, const std::string& key, const std::string& nonce) {
  const cipher_context context(EVP_CIPHER_CTX_new());
  std::string sealed(plain.size() + tag_size, '\0');
  int written = 0;
  require(context && EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, bytes_of(std::string_view(key)),
                                        bytes_of(std::string_view(nonce))) == 1);
  require(EVP_EncryptUpdate(context.get(), bytes_of(sealed), &written, bytes_of(plain),
                            static_cast<int>(plain.size())) == 1);
  int rest = 0;
  require(EVP_EncryptFinal_ex(context.get(), bytes_of(sealed) + written, &rest) == 1);
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size),
                              sealed.data() + plain.size()) == 1);
  return sealed;
}

}  // namespace

p256_key::p256_key(std::string secret, std::string public_half)
    : secret_(std::move(secret)), public_(std::move(public_half)) {
  auto made = key_of(secret_, public_);
  if (!made) throw std::invalid_argument("not a key pair on P-256");
  key_ = std::shared_ptr<void>(made.release(), [](void* key) { EVP_PKEY_free(static_cast<EVP_PKEY*>(key)); });
}

p256_key p256_key::generate() {
  const pkey made(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  require(made != nullptr);
  std::string public_half(public_size, '\0');
  std::size_t size = 0;
  require(EVP_PKEY_get_octet_string_param(made.get(), OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, bytes_of(public_half),
                                          public_half.size(), &size) == 1);
  BIGNUM* found = nullptr;
  require(EVP_PKEY_get_bn_param(made.get(), OSSL_PKEY_PARAM_PRIV_KEY, &found) == 1);
  const number scalar(found);
  require(size == public_size);
  return {bytes_of_number(scalar.get()), std::move(public_half)};
}

p256_key p256_key::parse(std::string_view text) {
  const auto bytes = base::from_base64url(text);
  if (!bytes || bytes->size() != secret_size + public_size) throw std::invalid_argument("not a key pair on P-256");
  return {bytes->substr(0, secret_size), bytes->substr(secret_size)};
}

std::string p256_key::text() const { return base::base64url(secret_ + public_); }

std::optional<std::string> p256_key::shared_with(std::string_view other) const {
  const auto peer = public_key_of(other);
  if (!peer) return std::nullopt;
  const pkey_context context(EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(key_.get()), nullptr));
  require(context && EVP_PKEY_derive_init(context.get()) == 1);
  require(EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1);
  std::string shared(secret_size, '\0');
  std::size_t size = shared.size();
  require(EVP_PKEY_derive(context.get(), bytes_of(shared), &size) == 1 && size == secret_size);
  return shared;
}

std::string p256_key::sign(std::string_view bytes) const {
  const digest_context context(EVP_MD_CTX_new());
  require(context &&
          EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, static_cast<EVP_PKEY*>(key_.get())) == 1);
  std::array<unsigned char, 80> der{};
  std::size_t size = der.size();
  require(EVP_DigestSign(context.get(), der.data(), &size, bytes_of(bytes), bytes.size()) == 1);
  const unsigned char* from = der.data();
  const signature parsed(d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(size)));
  require(parsed != nullptr);
  return bytes_of_number(ECDSA_SIG_get0_r(parsed.get())) + bytes_of_number(ECDSA_SIG_get0_s(parsed.get()));
}

std::optional<push_receiver> push_receiver_of(std::string_view p256dh, std::string_view auth) {
  auto public_key = base::from_base64url(p256dh);
  auto secret = base::from_base64url(auth);
  if (!public_key || !secret || secret->size() != auth_size || !public_key_of(*public_key)) return std::nullopt;
  return push_receiver{std::move(*public_key), std::move(*secret)};
}

std::string seal(const push_receiver& to, std::string_view plain, const p256_key& once, std::string_view salt) {
  if (plain.size() > most_sealed) throw std::invalid_argument("too long to be pushed");
  const auto shared = once.shared_with(to.public_key);
  if (!shared) throw std::invalid_argument("the receiver's key is none");
  // RFC 8291, 3.4; a literal's zero is part of it.
  using namespace std::string_literals;
  const auto material = derive(to.auth, *shared, "WebPush: info\0"s + to.public_key + once.public_bytes(), secret_size);
  const auto key = derive(salt, material, "Content-Encoding: aes128gcm\0"s, 16);
  const auto nonce = derive(salt, material, "Content-Encoding: nonce\0"s, 12);
  std::string body(salt);
  body.append(record_size);
  body.push_back(static_cast<char>(once.public_bytes().size()));
  body.append(once.public_bytes());
  std::string record(plain);
  record.push_back(last_record);
  return body.append(encrypt(record, key, nonce));
}

std::string seal(const push_receiver& to, std::string_view plain) {
  std::string salt(salt_size, '\0');
  require(RAND_bytes(bytes_of(salt), static_cast<int>(salt.size())) == 1);
  return seal(to, plain, p256_key::generate(), salt);
}

std::string vapid_authorization(const p256_key& key, std::string_view audience, std::string_view contact,
                                std::chrono::sys_seconds expires) {
  boost::json::object claims;
  claims["aud"] = std::string(audience);
  claims["exp"] = std::int64_t{expires.time_since_epoch().count()};
  claims["sub"] = std::string(contact);
  const auto signed_part =
      base::base64url(R"({"typ":"JWT","alg":"ES256"})") + '.' + base::base64url(boost::json::serialize(claims));
  return "vapid t=" + signed_part + '.' + base::base64url(key.sign(signed_part)) +
         ", k=" + base::base64url(key.public_bytes());
}

}  // namespace webchats::delivery
