#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace webchats::chat {

/// A token bucket: `burst` at once, then `per_second`.
struct rate {
  double per_second;
  double burst;
};

/// Every bound of the domain. The roof fills it from configuration; the defaults are for production.
struct limits {
  std::size_t text_code_points = 4'000;
  std::size_t text_bytes = 16 * 1024;
  std::size_t attachments_per_message = 9;
  std::size_t client_id_length = 64;  ///< characters
  std::size_t name_length = 64;       ///< code points, people and rooms
  std::size_t topic_length = 256;     ///< code points
  std::size_t device_length = 100;    ///< code points; longer ones are cut
  std::size_t email_length = 100;
  std::size_t avatar_length = 255;
  std::size_t password_longest = 128;  ///< characters; the shortest is a matter of the contract, see `registration`
  std::size_t page_longest = 100;      ///< messages
  std::size_t robot_question = 1'000;  ///< code points
  std::size_t robot_context = 20;      ///< earlier messages of a talk that go with a question
  std::size_t robot_context_bytes = 8 * 1024;
  std::size_t summary_messages = 100;  ///< unread ones that one summary is made of at most
  std::size_t summary_usual = 50;      ///< the last ones, when nothing is unread
  std::size_t summary_bytes = 32 * 1024;
  std::size_t sessions_per_user = 50;  ///< the least recently used one gives way
  std::size_t rooms_per_owner = 100;
  std::size_t search_text = 256;               ///< code points
  std::size_t search_longest = 50;             ///< messages or people of one answer
  std::chrono::milliseconds search_time{500};  ///< that a search for messages may take
  std::size_t direct_others = 9;               ///< people of a direct room besides the one who opens it
  std::size_t invited_at_once = 50;            ///< people
  std::size_t invites_per_user = 100;          ///< links that hold at a time
  std::size_t reason_length = 500;             ///< code points
  std::size_t filtered_words = 10'000;
  std::size_t description_length = 120;  ///< code points, of a hook's command

  std::chrono::seconds slowest = std::chrono::hours{6};      ///< of slow mode
  std::chrono::seconds invite_usual = std::chrono::days{7};  ///< how long a link holds unless said otherwise
  std::chrono::seconds invite_longest = std::chrono::days{365};
  std::chrono::seconds mute_longest = std::chrono::days{365};
  std::chrono::seconds ban_longest = std::chrono::days{3'650};
  std::size_t status_length = 128;  ///< code points
  std::size_t blocks_per_person = 1'000;
  std::chrono::seconds code_lifetime = std::chrono::hours{1};

  std::chrono::seconds digest_after = std::chrono::minutes{15};  ///< the first message that is missed
  std::chrono::seconds digest_pause = std::chrono::hours{1};     ///< between two digests of one person
  std::size_t digest_messages = 10;                              ///< of one digest
  std::size_t digest_text = 200;                                 ///< code points of each

  std::size_t held_rooms = 1'000;      ///< that a client may ask to have brought up to date at once
  std::size_t patched_messages = 200;  ///< in all patches of one `sync`
  std::size_t fresh_page = 50;         ///< messages of a room that a patch is too long for

  std::chrono::seconds edit_window{0};     ///< how long a text may be changed; 0: always
  std::size_t reactions_per_message = 20;  ///< kinds of emoji
  std::size_t pins_per_room = 50;
  std::size_t saved_messages = 10'000;       ///< of one person
  std::size_t named_by_here = 1'000;         ///< people that "@here" names one by one; beyond, it is "@all"
  std::int64_t everybody_may_name_all = 20;  ///< members of a room in which anybody may write "@all"

  rate messages{5, 20};                 ///< per user
  rate message_changes{5, 40};          ///< per user: edits, deletions, reactions, pins
  rate personal_changes{5, 60};         ///< per user: drafts, saved messages, markers set by hand
  rate syncs{2, 20};                    ///< per user, all devices together
  rate registrations{1, 60};            ///< per address
  rate password_resets{0.1, 10};        ///< per address
  rate forgotten_passwords{0.1, 10};    ///< per address
  rate password_mails{3.0 / 3'600, 3};  ///< per e-mail
  rate trial_mails{0.1, 5};             ///< per user
  rate reports{0.2, 10};                ///< per user
  rate invites{0.2, 10};                ///< per user
  rate profile_changes{1, 20};          ///< per user
  rate look_ups{10, 100};               ///< per user or address: profiles, invites
  rate uploads{1, 20};                  ///< per user
  rate robot{0.5, 10};                  ///< per user: questions and summaries
  rate room_robot{0.2, 10};             ///< per room: the same, of all its members
  rate robot_apologies{1.0 / 60, 1};    ///< per room: answers that it is asked too much
  rate searches{2, 10};                 ///< per user: messages and people
  rate room_changes{1, 20};             ///< per user: create, join, leave, update
  rate previews{0.2, 10};               ///< per user: pages that are asked for what they say of themselves
  rate push_changes{0.2, 20};           ///< per user: devices that are told, or not any more
  std::size_t push_devices = 20;        ///< per user; the ones made first give way

  std::size_t preview_lanes = 4;          ///< pages that are asked at the same time
  std::size_t preview_line = 16;          ///< that wait in each lane
  std::size_t preview_cache = 500;        ///< pages whose answer is remembered
  std::size_t preview_title = 200;        ///< code points
  std::size_t preview_description = 300;  ///< code points
  std::size_t preview_site = 80;          ///< code points
  std::chrono::seconds preview_kept = std::chrono::hours{6};
  std::chrono::seconds preview_failure_kept = std::chrono::minutes{10};

  std::size_t login_failures_per_account = 5;   ///< per account and address
  std::size_t login_failures_per_address = 20;  ///< all accounts together
  std::chrono::seconds login_failure_window{300};

  std::chrono::seconds session_idle = std::chrono::days{30};
  std::chrono::seconds session_longest = std::chrono::days{180};
  std::chrono::seconds session_touch{300};  ///< `last_used` is written at most this often
  std::size_t cached_sessions = 100'000;

  std::int64_t file_bytes = std::int64_t{100} << 20;  ///< of one file; for images `media` has a narrower bound
  std::int64_t user_bytes = std::int64_t{2} << 30;    ///< of one person's files and announced uploads together
  std::size_t uploads_per_user = 8;                   ///< announced and not complete
  std::size_t upload_chunk = std::size_t{4} << 20;    ///< bytes that come in one request
  rate upload_chunks{20, 200};                        ///< per user
  std::size_t file_name_bytes = 255;
  /// How long an upload may take, and a file wait for its message.
  std::chrono::seconds unused_files = std::chrono::days{1};

  std::chrono::seconds image_meeting{120};  ///< how long one half of a classic image waits for the other
};

}  // namespace webchats::chat
