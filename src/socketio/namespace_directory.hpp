#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>
#include <boost/json/value.hpp>

namespace webchats::socketio {

class namespace_;
struct server_core;

/// Whether a namespace of this name may be made for a client that asks for it; `auth` is the payload of its CONNECT.
/// Any loop, several at the same time.
using namespace_check = std::function<bool(std::string_view name, const boost::json::value& auth)>;

/// The namespaces of a server: those that were named, and those that patterns make when a client asks for them. The
/// latter go with their last socket, if so configured. Any thread.
class namespace_directory {
 public:
  explicit namespace_directory(server_core& core) : core_(core) {}

  /// The namespace with this name, made when needed. Before the server listens.
  namespace_& of(std::string_view name);
  /// A pattern; its handlers are those of every namespace it makes. Patterns are tried in the order they were made.
  /// Before the server listens.
  namespace_& of_matching(namespace_check check);
  /// Told of every namespace, those that exist already first. Before the server listens.
  void on_namespace(std::function<void(namespace_&)> action);

  /// A place in a namespace: as long as it is held the namespace is not removed.
  class visit {
   public:
    visit() noexcept = default;
    visit(visit&& other) noexcept = default;
    visit& operator=(visit&& other) noexcept;
    ~visit() { end(); }
    void end() noexcept;
    [[nodiscard]] const std::shared_ptr<namespace_>& target() const noexcept { return target_; }
    explicit operator bool() const noexcept { return target_ != nullptr; }

   private:
    friend class namespace_directory;
    explicit visit(std::shared_ptr<namespace_> target) noexcept : target_(std::move(target)) {}
    std::shared_ptr<namespace_> target_;
  };
  /// For a client that asks for `name`; nothing when there is no such namespace.
  [[nodiscard]] visit enter(std::string_view name, const boost::json::value& auth);

  [[nodiscard]] std::shared_ptr<namespace_> find(std::string_view name) const;
  [[nodiscard]] std::vector<std::shared_ptr<namespace_>> all() const;

 private:
  struct pattern {
    namespace_check check;
    std::shared_ptr<namespace_> parent;
  };

  std::shared_ptr<namespace_> make_child(std::string_view name, const pattern& by);
  void left(const namespace_& child) noexcept;

  server_core& core_;
  std::vector<pattern> patterns_;
  std::vector<std::function<void(namespace_&)>> watchers_;
  mutable std::mutex mutex_;  // of what follows, and of the visitors of namespaces
  std::map<std::string, std::shared_ptr<namespace_>, std::less<>> namespaces_;
};

}  // namespace webchats::socketio
