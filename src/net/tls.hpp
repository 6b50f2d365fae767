#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <vector>

namespace webchats::net {

/// How an address speaks TLS: versions 1.2 and 1.3, forward secrecy and authenticated encryption only, no
/// renegotiation, no compression. Files are PEM.
struct tls_options {
  std::string certificate_chain;  ///< file: the server's certificate, then the intermediate ones
  std::string private_key;        ///< file
  std::string key_password = {};  ///< of an encrypted private key
  /// Names of ALPN, best first. A client that names only others is refused; one that names none is served.
  std::vector<std::string> protocols{"http/1.1"};
  std::chrono::milliseconds handshake_timeout{10'000};  ///< from accept to the end of the handshake
};

/// The certificate of a server, to be given to `listen`. A handle: copies share the certificate, and so do the
/// connections of all loops. Any thread.
class tls_context {
 public:
  /// Reads the files. Throws std::runtime_error, which names the file and what is wrong with it.
  tls_context(tls_options options);  // NOLINT(google-explicit-constructor): options are all that one is made of

  /// Reads the files again, for connections that come from now on. Any thread. On failure says why, and what was read
  /// before stays in use.
  [[nodiscard]] std::expected<void, std::string> reload() const;

 private:
  friend class tls_session;
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace webchats::net
