#include "support/tls_client.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/mman.h>
#include <unistd.h>

namespace webchats::test {
namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using x509_ptr = std::unique_ptr<X509, decltype(&X509_free)>;
using bio_ptr = std::unique_ptr<BIO, decltype(&BIO_free)>;

x509_ptr signed_by_itself(EVP_PKEY* key, std::string_view name) {
  x509_ptr made(X509_new(), &X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
  X509_set_pubkey(made.get(), key);
  X509_NAME* const subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.data()),
                             static_cast<int>(name.size()), -1, 0);
  X509_set_issuer_name(made.get(), subject);
  if (X509_sign(made.get(), key, EVP_sha256()) == 0) throw std::runtime_error("X509_sign");
  return made;
}

std::string path_of(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

void rewrite(int descriptor, std::string_view content) {
  if (::ftruncate(descriptor, 0) != 0 ||
      ::pwrite(descriptor, content.data(), content.size(), 0) != static_cast<ssize_t>(content.size())) {
    throw std::runtime_error("memory file");
  }
}

std::string content_of(int descriptor) {
  std::string content(65'536, '\0');
  const ssize_t size = ::pread(descriptor, content.data(), content.size(), 0);
  content.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return content;
}

std::string text_of(BIO* memory) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory, &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

certificate::certificate(std::string_view name, const std::string& password)
    : chain_(::memfd_create("certificate", MFD_CLOEXEC)), key_(::memfd_create("key", MFD_CLOEXEC)) {
  const key_ptr key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), &EVP_PKEY_free);
  const x509_ptr made = signed_by_itself(key.get(), name);
  const bio_ptr chain_text(BIO_new(BIO_s_mem()), &BIO_free);
  const bio_ptr key_text(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(chain_text.get(), made.get());
  const bool locked = !password.empty();
  PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), locked ? EVP_aes_128_cbc() : nullptr,
                                locked ? password.data() : nullptr, static_cast<int>(password.size()), nullptr,
                                nullptr);
  rewrite(chain_, text_of(chain_text.get()));
  rewrite(key_, text_of(key_text.get()));
}

certificate::~certificate() {
  ::close(chain_);
  ::close(key_);
}

std::string certificate::chain() const { return path_of(chain_); }

std::string certificate::key() const { return path_of(key_); }

void certificate::become(const certificate& other) {
  rewrite(chain_, content_of(other.chain_));
  rewrite(key_, content_of(other.key_));
}

void certificate::spoil() {
  rewrite(chain_, "-----BEGIN NOTHING-----\n");
  rewrite(key_, "");
}

tls_peer::tls_peer(const settings& wanted) : context_(nullptr, &SSL_CTX_free), ssl_(nullptr, &SSL_free) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_min_proto_version(context_.get(), wanted.version);
  SSL_CTX_set_max_proto_version(context_.get(), wanted.version);
  // Old versions can only be asked for at the lowest level.
  SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
  SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT);
  ssl_.reset(SSL_new(context_.get()));
  std::string names;
  for (const std::string& name : wanted.protocols) names += static_cast<char>(name.size()) + name;
  if (!names.empty()) {
    SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(names.data()),
                        static_cast<unsigned>(names.size()));
  }
  BIO* const in = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in, -1);
  SSL_set_bio(ssl_.get(), in, BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl_.get());
}

tls_peer::~tls_peer() = default;

void tls_peer::feed(std::string_view bytes) {
  BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
}

std::string tls_peer::fetch() {
  BIO* const out = SSL_get_wbio(ssl_.get());
  std::string bytes = text_of(out);
  BIO_reset(out);
  return bytes;
}

void tls_peer::note_failure(int outcome) {
  switch (SSL_get_error(ssl_.get(), outcome)) {
    case SSL_ERROR_ZERO_RETURN:
      ended_ = true;
      break;
    case SSL_ERROR_SSL:
      // The reason of a received alert is its number and a constant.
      if (const int reason = ERR_GET_REASON(ERR_peek_error()); reason > SSL_AD_REASON_OFFSET) {
        alert_ = reason - SSL_AD_REASON_OFFSET;
      }
      break;
    default:
      break;
  }
}

bool tls_peer::shake_hands() {
  ERR_clear_error();
  const int outcome = SSL_do_handshake(ssl_.get());
  if (outcome != 1) note_failure(outcome);
  return outcome == 1;
}

void tls_peer::write(std::string_view plain) {
  ERR_clear_error();
  EXPECT_EQ(SSL_write(ssl_.get(), plain.data(), static_cast<int>(plain.size())), static_cast<int>(plain.size()));
}

std::string tls_peer::read() {
  std::string all;
  std::array<char, 16'384> piece;
  for (;;) {
    ERR_clear_error();
    const int size = SSL_read(ssl_.get(), piece.data(), static_cast<int>(piece.size()));
    if (size <= 0) {
      note_failure(size);
      return all;
    }
    all.append(piece.data(), static_cast<std::size_t>(size));
  }
}

void tls_peer::finish() {
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
}

void tls_peer::ask_for_new_keys() {
  SSL_key_update(ssl_.get(), SSL_KEY_UPDATE_REQUESTED);
  SSL_do_handshake(ssl_.get());
}

void tls_peer::ask_for_new_handshake() {
  SSL_renegotiate(ssl_.get());
  SSL_do_handshake(ssl_.get());
}

std::string tls_peer::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string tls_peer::server_name() const {
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(SSL_get0_peer_certificate(ssl_.get())), NID_commonName, name.data(),
                            static_cast<int>(name.size()));
  return name.data();
}

void tls_peer::resume(const tls_peer& other) { SSL_set_session(ssl_.get(), SSL_get0_session(other.ssl_.get())); }

bool tls_peer::resumed() const { return SSL_session_reused(ssl_.get()) == 1; }

tls_client::tls_client(std::uint16_t port, int receive_buffer, const tls_peer::settings& wanted)
    : tcp_(port, receive_buffer), peer_(wanted) {
  for (;;) {
    const bool done = peer_.shake_hands();
    tcp_.send(peer_.fetch());
    if (done) break;
    const std::string bytes = tcp_.receive_some(65'536);
    if (bytes.empty()) break;
    peer_.feed(bytes);
  }
}

bool tls_client::send(std::string_view bytes) {
  std::string sealed;
  {
    const std::lock_guard lock(mutex_);
    peer_.write(bytes);
    sealed = peer_.fetch();
  }
  return tcp_.send(sealed);
}

std::string tls_client::receive_some(std::size_t size) {
  std::string bytes;
  while (ahead_.empty()) {
    {
      const std::lock_guard lock(mutex_);
      peer_.feed(bytes);
      ahead_ = peer_.read();
      if (ahead_.empty() && peer_.ended()) return {};
    }
    if (ahead_.empty()) bytes = tcp_.receive_some(65'536);
    if (ahead_.empty() && bytes.empty()) return {};
  }
  const std::string all = std::exchange(ahead_, {});
  ahead_ = all.substr(std::min(size, all.size()));
  return all.substr(0, size);
}

std::string tls_client::receive(std::size_t size) {
  std::string all;
  while (all.size() < size) {
    const std::string more = receive_some(size - all.size());
    if (more.empty()) break;
    all += more;
  }
  return all;
}

std::string tls_client::receive_until(std::string_view end) {
  std::string all;
  for (;;) {
    const std::string more = receive_some(65'536);
    if (more.empty()) return all;
    all += more;
    if (const std::size_t at = all.find(end); at != std::string::npos) {
      ahead_ = all.substr(at + end.size()) + ahead_;
      all.resize(at + end.size());
      return all;
    }
  }
}

std::string tls_client::receive_all() {
  std::string all;
  for (std::string more = receive_some(65'536); !more.empty(); more = receive_some(65'536)) all += more;
  return all;
}

void tls_client::finish_sending() {
  peer_.finish();
  tcp_.send(peer_.fetch());
}

void tls_client::close() {
  finish_sending();
  tcp_.close();
}

}  // namespace webchats::test
