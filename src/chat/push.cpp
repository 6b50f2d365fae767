#include "chat/push.hpp"

#include <utility>

namespace webchats::chat {

push::push(push_repository& repository, const push_service& service, const clock& time, const limits& bounds)
    : repository_(repository), service_(service), clock_(time), limits_(bounds), changes_(bounds.push_changes) {}

std::optional<push_fault> push::fault_of(const push_target& to) const {
  if (to.endpoint.size() > longest_endpoint || !service_.may_reach(to.endpoint)) return push_fault::endpoint;
  if (!service_.can_seal_for(to)) return push_fault::keys;
  return std::nullopt;
}

flow<void> push::subscribe(const identity& who, push_target to, push_text text) {
  if (fault_of(to)) co_return refuse(invalid{field::url, rule::format});
  if (const auto wait = changes_.refuse(who.me.who.id, clock_.steady())) co_return refuse(rate_limited{*wait});
  co_return co_await repository_.put({.user = who.me.who.id,
                                      .session = who.session,
                                      .to = std::move(to),
                                      .text = text,
                                      .most = limits_.push_devices,
                                      .created = clock_.now()});
}

flow<void> push::unsubscribe(const identity& who) { co_return co_await repository_.remove(who.me.who.id, who.session); }

flow<push_subscription> push::of(const identity& who) { co_return co_await repository_.of(who.me.who.id, who.session); }

}  // namespace webchats::chat
