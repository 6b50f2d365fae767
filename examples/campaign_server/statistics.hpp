#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "http/server.hpp"
#include "socketio/server.hpp"

/// What a campaign asks from time to time, as JSON. Any thread.
class statistics {
 public:
  /// Counts who leaves the namespace, by the reason.
  void watch(webchats::socketio::namespace_& nsp);
  /// `{"connections", "sessions", "sockets", "heap", "reasons": {"ping timeout": n, …}}`; `heap` is what the program
  /// has allocated and not freed, in bytes, which no allocator's habits blur.
  [[nodiscard]] std::string json(const webchats::http::server& http, const webchats::socketio::server& io) const;

 private:
  std::vector<const webchats::socketio::namespace_*> watched_;  // complete before the loops start
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> reasons_;
};
