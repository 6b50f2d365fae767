#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chat/outcome.hpp"
#include "chat/ports/clock.hpp"
#include "chat/ports/images.hpp"
#include "chat/ports/settings_repository.hpp"
#include "chat/published.hpp"
#include "chat/turnstile.hpp"
#include "chat/types.hpp"

namespace webchats::chat {

/// How people get an account.
enum class registration_mode : std::uint8_t { open, invite, closed };

/// What the administration has to say; both empty: nothing.
struct announcement {
  std::string english;
  std::string chinese;
  friend bool operator==(const announcement&, const announcement&) = default;
};

/// Whether the server looks at the pages that people link to.
enum class link_previews : std::uint8_t { off, on };

/// What administrators set while the server runs.
struct server_settings {
  std::string name = "webchats";
  registration_mode registration = registration_mode::open;
  chat::announcement announcement{};
  chat::rooms_by rooms_by = chat::rooms_by::members;
  server_icon icon{};
  std::chrono::minutes history_edit{0};  ///< how long an author may edit a message; 0: always
  link_previews previews = link_previews::off;
  std::vector<std::string> preview_hosts{};  ///< that may be looked at, with those below them; none: all. `ascii_host`
};

/// What is not set stays.
struct settings_change {
  std::optional<std::string> name{};
  std::optional<registration_mode> registration{};
  std::optional<chat::announcement> announcement{};
  std::optional<chat::rooms_by> rooms_by{};
  std::optional<server_icon> icon{};  ///< the files of the one before are forgotten
  std::optional<std::chrono::minutes> history_edit{};
  std::optional<link_previews> previews{};
  std::optional<std::vector<std::string>> preview_hosts{};  ///< as people write them
};

/// Hosts as people write them, by `ascii_host`, each once. Refuses with `invalid`.
[[nodiscard]] outcome<std::vector<std::string>> checked_hosts(const std::vector<std::string>& written);

/// The settings as they are now: read from any thread at the cost of a pointer, changed one after the other.
class settings {
 public:
  /// Reads what is stored; `defaults` say the rest.
  settings(settings_repository& repository, const clock& time, server_settings defaults);

  [[nodiscard]] std::shared_ptr<const server_settings> now() const { return current_.now(); }

  /// For owner and admins. What others change at the same time stays changed. Refuses with `forbidden` or `invalid`;
  /// `rate_limited` when too many wait for their turn.
  [[nodiscard]] flow<server_settings> change(user actor, settings_change change);

 private:
  settings_repository& repository_;
  const clock& clock_;
  published<server_settings> current_;
  turnstile turns_;
};

}  // namespace webchats::chat
