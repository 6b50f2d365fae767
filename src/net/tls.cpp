#include "net/tls.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "net/tls_state.hpp"

namespace webchats::net {
namespace {

// Of TLS 1.2; those of 1.3 are all good.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

[[noreturn]] void fail(const std::string& what) {
  const unsigned long error = ERR_get_error();
  const char* const reason =
      ERR_GET_LIB(error) == ERR_LIB_SYS ? std::strerror(ERR_GET_REASON(error)) : ERR_reason_error_string(error);
  ERR_clear_error();
  throw std::runtime_error(what + ": " + (reason != nullptr ? reason : "not usable"));
}

/// The list as the wire has it: each name behind its length (RFC 7301 §3.1).
std::string wire_names(const std::vector<std::string>& protocols) {
  std::string wire;
  for (const std::string& name : protocols) {
    if (name.empty() || name.size() > 255) throw std::runtime_error("not a name of a protocol: '" + name + "'");
    wire += static_cast<char>(name.size());
    wire += name;
  }
  return wire;
}

/// OpenSSL would ask on the terminal.
int give_password(char* buffer, int size, int /*writing*/, void* password) {
  const auto& given = *static_cast<const std::string*>(password);
  if (std::cmp_greater(given.size(), size)) return -1;
  std::ranges::copy(given, buffer);
  return static_cast<int>(given.size());
}

int choose_protocol(SSL* /*connection*/, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned int offered_size, void* wire) {
  const auto& known = *static_cast<const std::string*>(wire);
  unsigned char* found = nullptr;
  const int outcome = SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(known.data()),
                                            static_cast<unsigned>(known.size()), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

tls_context::state::state(tls_options given)
    : options(std::move(given)), protocols(wire_names(options.protocols)), current(read_files()) {}

tls_context::state::ssl_context tls_context::state::read_files() {
  ERR_clear_error();
  ssl_context made(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  SSL_CTX* const raw = made.get();
  if (raw == nullptr) fail("TLS");
  SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA);
  // An idle connection gives its buffers back.
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  // Sessions are resumed by tickets, which are the client's memory and not ours.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  if (SSL_CTX_set_cipher_list(raw, ciphers) != 1) fail("TLS ciphers");
  if (!protocols.empty()) SSL_CTX_set_alpn_select_cb(raw, choose_protocol, &protocols);

  SSL_CTX_set_default_passwd_cb(raw, give_password);
  SSL_CTX_set_default_passwd_cb_userdata(raw, &options.key_password);
  if (SSL_CTX_use_certificate_chain_file(raw, options.certificate_chain.c_str()) != 1) {
    fail("certificate chain " + options.certificate_chain);
  }
  if (SSL_CTX_use_PrivateKey_file(raw, options.private_key.c_str(), SSL_FILETYPE_PEM) != 1) {
    fail("private key " + options.private_key);
  }
  return made;
}

tls_context::tls_context(tls_options options) : state_(std::make_shared<state>(std::move(options))) {}

std::expected<void, std::string> tls_context::reload() const {
  try {
    auto fresh = state_->read_files();
    const std::lock_guard lock(state_->mutex);
    state_->current.swap(fresh);
    return {};
  } catch (const std::runtime_error& error) {
    return std::unexpected(error.what());
  }
}

}  // namespace webchats::net
