#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <openssl/ssl.h>

#include "net/tls.hpp"

namespace webchats::net {

/// What the copies of a `tls_context` share. Connections hold a reference to it: OpenSSL's callbacks look into it.
struct tls_context::state {
  using ssl_context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

  explicit state(tls_options given);
  /// Throws std::runtime_error.
  [[nodiscard]] ssl_context read_files();

  tls_options options;    // as given; OpenSSL takes its pointers without const
  std::string protocols;  // of ALPN, as the wire has them
  std::mutex mutex;
  ssl_context current;  // under the mutex
};

}  // namespace webchats::net
