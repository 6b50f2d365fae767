#include "transfer/format.hpp"

#include <algorithm>

namespace webchats::transfer {

namespace {

using enum value_kind;

constexpr auto error = absence::error;
constexpr auto zero = absence::zero;
constexpr auto null = absence::null;

// In the order of the enums of chat.
constexpr std::string_view server_roles[] = {"owner", "admin", "moderator", "member", "guest", "bot"};
constexpr std::string_view presences[] = {"online", "idle", "dnd", "invisible"};
constexpr std::string_view states[] = {"active", "disabled", "deleted"};
constexpr std::string_view room_kinds[] = {"public", "private", "direct"};
constexpr std::string_view member_roles[] = {"member", "owner", "moderator"};
constexpr std::string_view notify_levels[] = {"all", "mentions", "nothing"};
constexpr std::string_view message_kinds[] = {"text", "action", "system"};
constexpr std::string_view file_kinds[] = {"image", "file"};
constexpr std::string_view report_states[] = {"open", "resolved", "dismissed"};
constexpr std::string_view word_actions[] = {"report", "mask", "block"};
constexpr std::string_view hook_kinds[] = {"incoming", "outgoing", "command"};

constexpr field settings[] = {{"name", "name", text, error}, {"value", "value", text, error}};

constexpr field filtered_words[] = {{"word", "word", text, error}, {"action", "action", choice, error, word_actions}};

constexpr field users[] = {
    {"id", "id", number, error},
    {"email", "email", text, error},
    {"name", "name", text, error},
    {"password", "password", text, zero},
    {"role", "role", choice, error, server_roles},
    {"state", "state", choice, zero, states},
    {"avatar", "avatar", text, zero},
    {"avatar_file", "avatar_file", text, zero},
    {"status", "status", text, zero},
    {"language", "language", text, zero},
    {"time_zone", "time_zone", text, zero},
    {"last_seen", "last_seen", number, zero},
    {"hides_last_seen", "hides_last_seen", flag, zero},
    {"presence", "presence", choice, zero, presences},
    {"quiet_from", "quiet_from", number, zero},
    {"quiet_to", "quiet_to", number, zero},
    {"mail_notifications", "mail_notifications", flag, zero},
    {"created", "created", number, error},
    {"updated", "updated", number, error},
};

constexpr field bots[] = {
    {"user", "user_id", user, error}, {"owner", "owner", user, error}, {"created", "created", number, error}};

constexpr field sessions[] = {
    {"id", "id", number, error},
    {"user", "user_id", user, error},
    {"token_hash", "token_hash", text, error},
    {"device", "device", text, zero},
    {"created", "created", number, error},
    {"last_used", "last_used", number, error},
    {"expires", "expires", number, error},
};

constexpr field session_scopes[] = {
    {"session", "session_id", number, error}, {"scopes", "scopes", number, error}, {"rooms", "rooms", text, zero}};

constexpr field blocks[] = {{"user", "user_id", user, error}, {"blocked", "blocked", user, error}};

constexpr field rooms[] = {
    {"id", "id", number, error},
    {"kind", "kind", choice, error, room_kinds},
    {"name", "name", text, zero},
    {"topic", "topic", text, zero},
    {"classic_number", "classic_number", number, null},
    {"direct_key", "direct_key", text, null},
    {"last_seq", "last_seq", number, zero},
    {"version", "version", number, error},
    {"everybody", "everybody", flag, zero},
    {"archived", "archived", flag, zero},
    {"read_only", "read_only", flag, zero},
    {"slow", "slow", number, zero},
    {"created", "created", number, error},
};

constexpr field members[] = {
    {"room", "room_id", room, error},
    {"user", "user_id", user, error},
    {"role", "role", choice, zero, member_roles},
    {"last_read_seq", "last_read_seq", number, zero},
    {"shown_read_seq", "shown_read_seq", number, zero},
    {"notify", "notify", choice, zero, notify_levels},
    {"muted_until", "muted_until", number, zero},
    {"last_sent", "last_sent", number, zero},
    {"joined", "joined", number, error},
};

constexpr field bans[] = {
    {"room", "room_id", room, error}, {"user", "user_id", user, error}, {"actor", "actor", number, zero},
    {"reason", "reason", text, zero}, {"time", "time", number, error},  {"expires", "expires", number, zero},
};

constexpr field mutes[] = {
    {"room", "room_id", room, error}, {"user", "user_id", user, error}, {"until", "until", number, error}};

constexpr field invites[] = {
    {"id", "id", number, error},
    {"code_hash", "code_hash", text, error},
    {"room", "room_id", number, zero},
    {"creator", "creator", user, error},
    {"role", "role", choice, error, server_roles},
    {"created", "created", number, error},
    {"expires", "expires", number, error},
    {"uses_left", "uses_left", number, zero},
};

constexpr field hooks[] = {
    {"id", "id", number, error},
    {"kind", "kind", choice, error, hook_kinds},
    {"name", "name", text, zero},
    {"author", "author", number, zero},
    {"creator", "creator", number, zero},
    {"url", "url", text, zero},
    {"secret", "secret", text, zero},
    {"token_hash", "token_hash", text, null},
    {"command", "command", text, zero},
    {"everywhere", "everywhere", flag, zero},
    {"events", "events", number, zero},
    {"created", "created", number, error},
    {"description", "description", text, zero},
};

constexpr field hook_rooms[] = {{"hook", "hook_id", number, error}, {"room", "room_id", room, error}};

constexpr field messages[] = {
    {"id", "id", number, error},
    {"room", "room_id", room, error},
    {"seq", "seq", number, error},
    {"user", "user_id", user, error},
    {"kind", "kind", choice, zero, message_kinds},
    {"text", "text", text, zero},
    {"created", "created", number, error},
    {"client_id", "client_id", text, null},
    {"reply_to", "reply_to", number, zero},
    {"thread", "thread", number, zero},
    {"replies", "replies", number, zero},
    {"version", "version", number, zero},
    {"edited", "edited", number, zero},
    {"deleted", "deleted", number, zero},
    {"pinned", "pinned", number, zero},
    {"reactions", "reactions", number, zero},
    {"files", "files", number, zero},
    {"preview", "preview", number, zero},
};

constexpr field edits[] = {
    {"message", "message_id", number, error}, {"time", "time", number, error}, {"text", "text", text, zero}};

constexpr field previews[] = {
    {"message", "message_id", number, error},   {"url", "url", text, error},  {"title", "title", text, error},
    {"description", "description", text, zero}, {"site", "site", text, zero},
};

constexpr field reactions[] = {
    {"room", "room_id", room, error}, {"seq", "seq", number, error},   {"emoji", "emoji", text, error},
    {"user", "user_id", user, error}, {"time", "time", number, error},
};

constexpr field mentions[] = {
    {"user", "user_id", number, zero}, {"room", "room_id", room, error}, {"seq", "seq", number, error}};

constexpr field attachments[] = {
    {"id", "id", text, error},
    {"user", "user_id", user, error},
    {"message", "message_id", number, null},
    {"position", "position", number, zero},
    {"kind", "kind", choice, zero, file_kinds},
    {"name", "name", text, zero},
    {"media_type", "type", text, error},
    {"size", "size", number, error},
    {"width", "width", number, zero},
    {"height", "height", number, zero},
    {"url", "url", text, error},
    {"medium", "medium", text, zero},
    {"thumb", "thumb", text, zero},
    {"blur", "blur", text, zero},
    {"created", "created", number, error},
};

constexpr field saved[] = {
    {"user", "user_id", user, error},
    {"room", "room_id", room, error},
    {"seq", "seq", number, error},
    {"time", "time", number, error},
};

constexpr field drafts[] = {
    {"user", "user_id", user, error}, {"room", "room_id", room, error}, {"thread", "thread", number, zero},
    {"text", "text", text, error},    {"time", "time", number, error},
};

constexpr field reports[] = {
    {"id", "id", number, error},
    {"time", "time", number, error},
    {"reporter", "reporter", number, zero},
    {"room", "room_id", number, zero},
    {"seq", "seq", number, zero},
    {"reason", "reason", text, zero},
    {"state", "state", choice, zero, report_states},
    {"handler", "handler", number, zero},
};

constexpr field audit[] = {
    {"id", "id", number, error},       {"time", "time", number, error},  {"actor", "actor", number, zero},
    {"action", "action", text, error}, {"target", "target", text, zero}, {"details", "details", text, zero},
};

constexpr record_kind kinds[] = {
    // The epoch is of one database: clients of another one start afresh.
    {"setting", "settings", "name", settings, "name <> 'epoch'"},
    {"filtered_word", "filtered_words", "word", filtered_words},
    {"user", "users", "id", users},
    {"bot", "bots", "user_id", bots},
    {"session", "sessions", "id", sessions},
    {"session_scope", "session_scopes", "session_id", session_scopes},
    {"block", "blocks", "user_id, blocked", blocks},
    {"room", "rooms", "id", rooms},
    {"member", "members", "room_id, user_id", members},
    {"ban", "bans", "room_id, user_id", bans},
    {"mute", "mutes", "room_id, user_id", mutes},
    {"invite", "invites", "id", invites},
    {"hook", "hooks", "id", hooks},
    {"hook_room", "hook_rooms", "hook_id, room_id", hook_rooms},
    {"message", "messages", "id", messages},
    {"edit", "edits", "message_id, time", edits},
    {"preview", "previews", "message_id", previews},
    {"reaction", "reactions", "room_id, seq, emoji, user_id", reactions},
    {"mention", "mentions", "room_id, seq, user_id", mentions},
    {"attachment", "attachments", "id", attachments},
    {"saved", "saved", "user_id, room_id, seq", saved},
    {"draft", "drafts", "user_id, room_id, thread", drafts},
    {"report", "reports", "id", reports},
    {"audit", "audit", "id", audit},
};

}  // namespace

std::span<const record_kind> record_kinds() noexcept { return kinds; }

const record_kind* find_record_kind(std::string_view name) noexcept {
  const auto* found = std::ranges::find(kinds, name, &record_kind::name);
  return found == std::end(kinds) ? nullptr : found;
}

}  // namespace webchats::transfer
