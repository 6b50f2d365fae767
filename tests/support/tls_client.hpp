#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>
#include <openssl/types.h>

#include "support/tcp_client.hpp"

namespace webchats::test {

/// A self-signed certificate for `localhost` and its key in files that only this process has.
class certificate {
 public:
  /// `name`: of its subject. `password`: of the key, when it is not empty.
  explicit certificate(std::string_view name = "test", const std::string& password = {});
  ~certificate();
  certificate(const certificate&) = delete;
  certificate& operator=(const certificate&) = delete;

  [[nodiscard]] std::string chain() const;
  [[nodiscard]] std::string key() const;
  /// The files of this one now hold what `other` has.
  void become(const certificate& other);
  /// The files of this one now hold nothing of use.
  void spoil();

 private:
  int chain_ = -1;
  int key_ = -1;
};

/// A TLS client in memory: what it wants to send is fetched, what it gets is fed.
class tls_peer {
 public:
  struct settings {
    int version = 0x0304;  ///< of the protocol, as on the wire; nothing older or newer
    std::vector<std::string> protocols{"http/1.1"};
  };

  tls_peer() : tls_peer(settings{}) {}
  explicit tls_peer(const settings& wanted);
  ~tls_peer();

  /// Bytes from the server.
  void feed(std::string_view bytes);
  /// Bytes for the server.
  [[nodiscard]] std::string fetch();

  /// Goes on with the handshake; true when it is done.
  bool shake_hands();
  void write(std::string_view plain);
  /// What has come so far.
  [[nodiscard]] std::string read();
  /// Says that it sends no more.
  void finish();
  /// Asks for new keys, or (TLS 1.2) for another handshake.
  void ask_for_new_keys();
  void ask_for_new_handshake();

  /// The server has said that it sends no more.
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  /// The fatal alert of the server, 0 if there was none.
  [[nodiscard]] int alert() const noexcept { return alert_; }
  [[nodiscard]] std::string protocol() const;
  /// Name in the server's certificate.
  [[nodiscard]] std::string server_name() const;
  /// Takes the session of `other`, whose handshake is done, before the own begins.
  void resume(const tls_peer& other);
  [[nodiscard]] bool resumed() const;

 private:
  void note_failure(int outcome);

  std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
  std::unique_ptr<SSL, void (*)(SSL*)> ssl_;
  int alert_ = 0;
  bool ended_ = false;
};

/// `tcp_client` through TLS; shakes hands at once. One thread may send while another receives.
class tls_client {
 public:
  explicit tls_client(std::uint16_t port, int receive_buffer = 0, const tls_peer::settings& wanted = {});

  bool send(std::string_view bytes);
  [[nodiscard]] std::string receive(std::size_t size);
  [[nodiscard]] std::string receive_until(std::string_view end);
  [[nodiscard]] std::string receive_all();
  [[nodiscard]] bool was_reset() const { return tcp_.was_reset(); }
  [[nodiscard]] std::uint32_t segments_received() const { return tcp_.segments_received(); }

  /// Says so in TLS; TCP stays as it is.
  void finish_sending();
  void close();
  void reset() { tcp_.reset(); }

  [[nodiscard]] tls_peer& peer() noexcept { return peer_; }
  [[nodiscard]] tcp_client& tcp() noexcept { return tcp_; }

 private:
  [[nodiscard]] std::string receive_some(std::size_t size);

  tcp_client tcp_;
  std::mutex mutex_;  // of the peer
  tls_peer peer_;
  std::string ahead_;  // received but not asked for yet
};

}  // namespace webchats::test
