#include "http/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "http/text.hpp"

namespace webchats::http {
namespace {

std::string_view name_of(method verb) {
  switch (verb) {
    case method::get:
      return "GET";
    case method::head:
      return "HEAD";
    case method::post:
      return "POST";
    case method::put:
      return "PUT";
    case method::patch:
      return "PATCH";
    case method::del:
      return "DELETE";
    case method::options:
      return "OPTIONS";
    case method::other:
      break;
  }
  return "";
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// Walks pattern and path segment by segment; `visit(pattern segment, path segment)` returns false to stop.
/// True when both ended together.
template <class Visit>
bool walk(std::string_view pattern, std::string_view path, Visit visit) {
  while (!pattern.empty() && !path.empty()) {
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    const std::string_view wanted = pattern.substr(0, pattern.find('/'));
    const std::string_view given = path.substr(0, path.find('/'));
    if (!visit(wanted, given)) return false;
    pattern.remove_prefix(wanted.size());
    path.remove_prefix(given.size());
  }
  return pattern.empty() && path.empty();
}

bool matches(std::string_view pattern, std::string_view path) {
  return walk(pattern, path, [](std::string_view wanted, std::string_view given) {
    return is_parameter(wanted) ? !given.empty() : wanted == given;
  });
}

bool is_under(std::string_view prefix, std::string_view path) {
  if (!path.starts_with(prefix)) return false;
  return prefix.ends_with('/') || path.size() == prefix.size() || path[prefix.size()] == '/';
}

}  // namespace

void router::insert(method verb, std::string text, route added) {
  if (!text.starts_with('/')) throw std::invalid_argument("route pattern without a slash: " + text);
  auto known = std::ranges::find(patterns_, text, &pattern::text);
  if (known == patterns_.end()) {
    // Patterns without parameters come first, so that "/rooms/new" wins over "/rooms/{id}".
    const auto place = text.contains('{')
                           ? patterns_.end()
                           : std::ranges::find_if(patterns_, [](const pattern& p) { return p.text.contains('{'); });
    known = patterns_.insert(place, pattern{std::move(text), {}});
  }
  if (std::ranges::any_of(known->verbs, [&](const auto& each) { return each.first == verb; })) {
    throw std::invalid_argument("route added twice: " + known->text);
  }
  known->verbs.emplace_back(verb, std::move(added));
}

void router::add(method verb, std::string pattern, handler action, route_options options) {
  insert(verb, std::move(pattern), route{std::move(action), std::move(options)});
}

void router::add(method verb, std::string pattern, coroutine_handler action, route_options options) {
  insert(verb, std::move(pattern), route{std::move(action), std::move(options)});
}

void router::mount(std::string prefix, handler action, route_options options) {
  // The longest prefix comes first and wins.
  const auto place =
      std::ranges::find_if(mounts_, [&](const mounted& each) { return each.prefix.size() < prefix.size(); });
  mounts_.insert(place, {std::move(prefix), route{std::move(action), std::move(options)}});
}

void router::complete_refusals(std::string prefix, refusal_completion complete) {
  completions_.emplace_back(std::move(prefix), std::move(complete));
}

void router::complete(const request& refused, response& answer) const {
  const std::string_view path = refused.path.empty() ? refused.target : refused.path;
  const auto found = std::ranges::find_if(completions_, [&](const auto& each) { return path.starts_with(each.first); });
  if (found != completions_.end()) found->second(refused, answer);
}

void router::otherwise(handler action) { otherwise_ = std::make_unique<route>(std::move(action), route_options{}); }

void router::always(std::string name, std::string value) {
  std::string line = name + ": " + value + "\r\n";
  always_.emplace_back(to_lower(name), std::move(line));
}

std::string_view router::segment(std::string_view pattern, std::string_view path, std::string_view name) noexcept {
  std::string_view found;
  walk(pattern, path, [&](std::string_view wanted, std::string_view given) {
    if (!is_parameter(wanted) || wanted.substr(1, wanted.size() - 2) != name) return true;
    found = given;
    return false;
  });
  return found;
}

router::match router::find(const request& wanted) const {
  std::string allow;
  for (const pattern& each : patterns_) {
    if (!matches(each.text, wanted.path)) continue;
    const route* get = nullptr;
    for (const auto& [verb, target] : each.verbs) {
      if (verb == wanted.method) return {.found = &target};
      if (verb == method::get) get = &target;
      for (const std::string_view name : {name_of(verb), std::string_view(verb == method::get ? "HEAD" : "")}) {
        if (!name.empty() && !allow.contains(name)) allow.append(allow.empty() ? "" : ", ").append(name);
      }
    }
    if (wanted.method == method::head && get != nullptr) return {.found = get};
  }
  for (const mounted& each : mounts_) {
    if (is_under(each.prefix, wanted.path)) return {.found = &each.target};
  }
  if (!allow.empty()) return {.status = wanted.method == method::options ? 204U : 405U, .allow = allow + ", OPTIONS"};
  if (otherwise_ != nullptr) return {.found = otherwise_.get()};
  return {.status = 404};
}

}  // namespace webchats::http
