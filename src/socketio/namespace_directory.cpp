#include "socketio/namespace_directory.hpp"

#include <algorithm>
#include <utility>

#include "socketio/guard.hpp"
#include "socketio/namespace_registry.hpp"
#include "socketio/pattern_adapter.hpp"

namespace webchats::socketio {
namespace {

constexpr std::size_t max_name = 255;  // as in packets other than CONNECT

}  // namespace

namespace_& namespace_directory::of(std::string_view name) {
  std::string full(name.starts_with('/') ? "" : "/");
  full += name;
  std::shared_ptr<namespace_> made;
  {
    const std::lock_guard lock(mutex_);
    auto& entry = namespaces_[full];
    if (entry) return *entry;
    made = entry = std::make_shared<namespace_>(full, core_);
  }
  for (const auto& watcher : watchers_) watcher(*made);
  return *made;
}

namespace_& namespace_directory::of_matching(namespace_check check) {
  const auto parent = std::make_shared<namespace_>("/pattern " + std::to_string(patterns_.size()), core_);
  parent->registry_->made_as = namespace_::registry::origin::pattern;
  parent->registry_->adapter = std::make_unique<pattern_adapter>(*this, *parent);
  patterns_.push_back({.check = std::move(check), .parent = parent});
  return *parent;
}

void namespace_directory::on_namespace(std::function<void(namespace_&)> action) {
  for (const auto& existing : all()) action(*existing);
  watchers_.push_back(std::move(action));
}

std::shared_ptr<namespace_> namespace_directory::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = namespaces_.find(name);
  return found == namespaces_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<namespace_>> namespace_directory::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<namespace_>> list;
  list.reserve(namespaces_.size());
  for (const auto& [name, each] : namespaces_) list.push_back(each);
  return list;
}

namespace_directory::visit namespace_directory::enter(std::string_view name, const boost::json::value& auth) {
  const auto known = [&]() -> std::shared_ptr<namespace_> {
    const std::lock_guard lock(mutex_);
    const auto found = namespaces_.find(name);
    if (found == namespaces_.end()) return nullptr;
    ++found->second->registry_->visitors;
    return found->second;
  };
  if (auto found = known()) return visit(std::move(found));
  if (name.size() > max_name) return {};
  // The application's check runs without the lock: it may use the server.
  for (const pattern& each : patterns_) {
    bool fits = false;
    guarded(name, "namespace pattern", [&] { fits = each.check(name, auth); });
    if (fits) return visit(make_child(name, each));
  }
  return {};
}

std::shared_ptr<namespace_> namespace_directory::make_child(std::string_view name, const pattern& by) {
  auto made = std::make_shared<namespace_>(std::string(name), core_, by.parent->registry_->handlers);
  made->registry_->made_as = namespace_::registry::origin::made_by_pattern;
  {
    const std::lock_guard lock(mutex_);
    // Another loop may have been faster.
    const auto [entry, inserted] = namespaces_.try_emplace(made->name(), made);
    ++entry->second->registry_->visitors;
    if (!inserted) return entry->second;
  }
  for (const auto& watcher : watchers_) guarded(made->name(), "new namespace", [&] { watcher(*made); });
  return made;
}

void namespace_directory::left(const namespace_& child) noexcept {
  std::shared_ptr<namespace_> empty;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  if (--child.registry_->visitors > 0) return;
  if (child.registry_->made_as != namespace_::registry::origin::made_by_pattern) return;
  if (core_.options.empty_namespaces == server_options::dynamic_namespaces::keep) return;
  const auto found = namespaces_.find(child.name());
  if (found == namespaces_.end() || found->second.get() != &child) return;
  empty = std::move(found->second);
  namespaces_.erase(found);
}

namespace_directory::visit& namespace_directory::visit::operator=(visit&& other) noexcept {
  if (this != &other) {
    end();
    target_ = std::exchange(other.target_, nullptr);
  }
  return *this;
}

void namespace_directory::visit::end() noexcept {
  const auto leaving = std::exchange(target_, nullptr);
  if (leaving != nullptr) leaving->registry_->core.namespaces.left(*leaving);
}

}  // namespace webchats::socketio
