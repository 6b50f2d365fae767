#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/census.hpp"
#include "base/shared_buffer.hpp"
#include "chat/accounts.hpp"
#include "chat/administration.hpp"
#include "chat/bots.hpp"
#include "chat/digests.hpp"
#include "chat/enrolment.hpp"
#include "chat/files.hpp"
#include "chat/hooks.hpp"
#include "chat/image_meeting.hpp"
#include "chat/invites.hpp"
#include "chat/mails.hpp"
#include "chat/members.hpp"
#include "chat/message_changes.hpp"
#include "chat/message_views.hpp"
#include "chat/messages.hpp"
#include "chat/passwords.hpp"
#include "chat/people.hpp"
#include "chat/personal.hpp"
#include "chat/presence.hpp"
#include "chat/previews.hpp"
#include "chat/push.hpp"
#include "chat/robot_talk.hpp"
#include "chat/room_robot.hpp"
#include "chat/rooms.hpp"
#include "chat/search.hpp"
#include "chat/server_icons.hpp"
#include "chat/settings.hpp"
#include "chat/summaries.hpp"
#include "chat/synchroniser.hpp"
#include "chat/uploads.hpp"
#include "chat/word_list.hpp"
#include "http/message.hpp"

namespace webchats::api {

/// The services of the chat tower, as the bridge uses them. Owned by the roof; they outlive the loops' threads.
struct services {
  chat::accounts& accounts;
  chat::rooms& rooms;
  chat::members& members;
  chat::invites& invites;
  chat::messages& messages;
  chat::files& files;
  chat::uploads& uploads;
  chat::image_meeting& images;
  chat::robot_talk& robot;
  chat::presence& presence;
  chat::synchroniser& sync;
  chat::message_changes& changes;
  chat::message_views& views;
  chat::personal& personal;
  chat::search& search;
  chat::hooks& hooks;
  chat::bots& bots;
  const chat::clock& clock;
  const chat::limits& bounds;
  chat::enrolment& enrolment;
  chat::passwords& passwords;
  chat::people& people;
  chat::administration& administration;
  chat::settings& settings;
  chat::server_icons& icons;
  chat::word_list& words;
  chat::room_robot& room_robot;
  chat::summaries& summaries;
  chat::mails& mails;
  chat::push& push;
  chat::digests& digests;
  chat::previews& previews;
  std::string_view version;
  /// Set by the contracts: only they know the connections.
  census connections{};
};

/// Stored bytes as they are served.
struct stored_file {
  std::string_view type;  ///< MIME type, a literal; of an image, or nothing that a browser shows
  base::shared_buffer bytes;
  std::shared_ptr<http::body_source> source{};  ///< of a large one, instead of `bytes`
};

/// Reads the bytes behind `/files/<name>`. Refuses with `not_found`, also when `name` is no name of the store, or
/// `unavailable`.
using file_source = std::function<chat::flow<stored_file>(std::string name)>;

/// What the roof may configure.
struct options {
  /// Requests per minute and client under `/api`, the paths of the original clients; 0 = no limit.
  std::size_t classic_requests_per_minute = 60;
  /// Events of one socket of `/chat`; twice as many at once.
  double events_per_second = 100;
  /// Other origins that may change state ("https://chat.example"); "*" = every origin. The own origin always may.
  std::vector<std::string> allowed_origins;
};

}  // namespace webchats::api
