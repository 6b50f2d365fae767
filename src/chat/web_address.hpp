#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Addresses of the web in what people write. All pure.
namespace webchats::chat {

/// The first http or https link that the page shows in `text`, as it is written there; not one in code. The rules are
/// those of web/src/composables/rich-text.ts and mark-blocks.ts.
[[nodiscard]] std::optional<std::string_view> first_link(std::string_view text);

/// A host name as it is looked up and compared: lower case, international names in their ASCII form (UTS 46), an IPv6
/// address in its brackets. Nothing when it is none.
[[nodiscard]] std::optional<std::string> ascii_host(std::string_view host);

/// `link` as it is asked for: its host by `ascii_host`, what a URL cannot hold percent-encoded, no fragment. Nothing
/// when it is neither http nor https, names a user, or has no host.
[[nodiscard]] std::optional<std::string> askable_url(std::string_view link);

/// The host of an askable URL.
[[nodiscard]] std::string_view host_of(std::string_view askable);

/// `text` with every byte percent-encoded that a URL cannot hold.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace webchats::chat
