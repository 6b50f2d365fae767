#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "chat/ports/file_space.hpp"
#include "chat/ports/images.hpp"
#include "chat/ports/repository.hpp"
#include "chat/ports/upload_repository.hpp"

namespace webchats::chat {

/// People and sessions in memory, with a switch for a broken database and a count of look-ups.
class memory_accounts final : public account_repository {
 public:
  flow<stored_session> add(new_account who, new_session first) override {
    if (broken) co_return refuse(unavailable{});
    if (people_.contains(who.email)) co_return refuse(taken{});
    if (others_names.contains(who.name)) co_return refuse(taken{field::name});
    const user_id id{++last_id_};
    people_[who.email] = {{{id, who.name, who.avatar, who.email}, who.email, who.created, who.created},
                          who.password_hash};
    co_return open(people_[who.email].me, first);
  }
  flow<stored_password> password_of(std::string email) override {
    if (broken) co_return refuse(unavailable{});
    const auto found = people_.find(email);
    if (found == people_.end()) co_return refuse(not_found{});
    co_return stored_password{found->second.me.who.id, found->second.hash};
  }
  void renew_hash(user_id user, std::string old_hash, std::string fresh) noexcept override {
    if (person(user).hash == old_hash) person(user).hash = std::move(fresh);
  }
  flow<opened_session> open_session(user_id user, new_session opened) override {
    opened_session answer;
    std::vector<std::string> mine;
    for (const auto& [hash, each] : sessions_) {
      if (each.session.user == user) mine.push_back(hash);
    }
    if (mine.size() >= opened.keep) {
      answer.displaced.push_back(mine.front());
      sessions_.erase(mine.front());
    }
    answer.stored = open(person(user).me, opened);
    co_return answer;
  }
  flow<stored_session> session_by_token(std::string token_hash) override {
    ++look_ups;
    if (broken) co_return refuse(unavailable{});
    const auto found = sessions_.find(token_hash);
    if (found == sessions_.end()) co_return refuse(not_found{});
    co_return stored_session{person(found->second.session.user).me, found->second.session};
  }
  flow<std::vector<session>> sessions_of(user_id user) override {
    std::vector<session> mine;
    for (const auto& [hash, each] : sessions_) {
      if (each.session.user == user) mine.push_back(each.session);
    }
    co_return mine;
  }
  flow<std::string> end_session(user_id user, session_id ended, revocation) override {
    for (const auto& [hash, each] : sessions_) {
      if (each.session.user != user || each.session.id != ended) continue;
      const auto token_hash = hash;
      sessions_.erase(token_hash);
      co_return token_hash;
    }
    co_return refuse(not_found{});
  }
  void touch(session_id used, instant when) noexcept override {
    ++touches;
    for (auto& [hash, each] : sessions_) {
      if (each.session.id == used) each.session.last_used = when;
    }
  }
  flow<account> set_avatar(user_id user, std::string avatar, instant now) override {
    if (broken) co_return refuse(unavailable{});
    auto& me = person(user).me;
    me.who.avatar = std::move(avatar);
    me.updated = now;
    co_return me;
  }

  /// Makes a session one of a bot, for ever.
  void bind(const std::string& token_hash, access may) {
    auto& bound = sessions_.at(token_hash).session;
    bound.may = std::move(may);
    bound.expires = instant(std::chrono::sys_days{std::chrono::year{9999} / 1 / 1});
  }

  /// Everything that a dump of the database would show.
  [[nodiscard]] std::string dump() const {
    std::string all;
    for (const auto& [email, each] : people_) all += email + ' ' + each.hash + '\n';
    for (const auto& [hash, each] : sessions_) all += hash + ' ' + each.session.device + '\n';
    return all;
  }

  bool broken = false;
  std::set<std::string> others_names;
  int look_ups = 0;
  int touches = 0;

 private:
  struct person_row {
    account me;
    std::string hash;
  };
  person_row& person(user_id user) {
    return std::ranges::find_if(people_, [&](const auto& each) { return each.second.me.who.id == user; })->second;
  }
  stored_session open(const account& me, const new_session& opened) {
    stored_session stored{me, {{++last_id_}, me.who.id, opened.device, opened.created, opened.created, opened.expires}};
    sessions_[opened.token_hash] = stored;
    return stored;
  }

  std::int64_t last_id_ = 0;
  std::map<std::string, person_row> people_;
  std::map<std::string, stored_session> sessions_;
};

/// One endless room of messages, as many as `last` says; remembers what was appended.
class memory_messages final : public message_repository {
 public:
  flow<appended> append(new_message sent) override {
    sent_.push_back(sent);
    co_return appended{{static_cast<std::int64_t>(sent_.size())}, {++last}, sent.time, appended::novelty::first};
  }
  flow<message_page> history(user_id, room_id, history_range range) override {
    asked = range;
    co_return message_page{.messages = said};
  }
  flow<std::vector<message>> between(user_id, room_id, seq_no above, seq_no up_to) override {
    std::vector<message> found;
    for (auto seq = above.value + 1; seq <= up_to.value; ++seq) {
      found.emplace_back();
      found.back().seq = {seq};
    }
    co_return found;
  }
  flow<seq_no> last_seq(user_id, room_id) override { co_return seq_no{last}; }
  flow<appended> meet_image(new_image_message half) override {
    const auto waiting = std::ranges::find_if(waiting_, [&](const new_image_message& each) {
      return each.digest == half.digest && each.half != half.half && each.time >= half.not_before;
    });
    if (waiting == waiting_.end()) co_return refuse(not_found{});
    waiting_.erase(waiting);
    co_return appended{{1}, {1}, half.time, appended::novelty::repeated};
  }
  flow<appended> append_image(new_image_message half) override {
    if (broken) co_return refuse(unavailable{});
    waiting_.push_back(half);
    ++images;
    co_return appended{{1}, {1}, half.time, appended::novelty::first};
  }

  std::int64_t last = 0;
  int images = 0;
  bool broken = false;
  history_range asked;
  std::vector<message> said;  ///< what `history` answers
  std::vector<new_message> sent_;

 private:
  std::vector<new_image_message> waiting_;
};

/// Accepts everything that begins with "image".
class memory_images final : public image_store {
 public:
  flow<file> put(std::string bytes, image_use) override {
    if (!bytes.starts_with("image")) co_return refuse(unsupported{});
    const auto name = std::to_string(++stored);
    co_return file{{name},
                   "/files/" + name,
                   "/files/" + name + ".thumb",
                   "image/png",
                   1,
                   1,
                   static_cast<std::int64_t>(bytes.size())};
  }
  flow<server_icon> put_icon(std::string bytes) override {
    if (!bytes.starts_with("image")) co_return refuse(unsupported{});
    const auto name = "/files/" + std::to_string(++stored);
    co_return server_icon{name + ".192", name + ".512", name + ".192m", name + ".512m"};
  }
  void remove(const file&) noexcept override { ++removed; }
  void remove(const server_icon&) noexcept override { ++removed; }

  int stored = 0;
  int removed = 0;
};

class memory_files final : public file_repository {
 public:
  flow<void> add(user_id, file uploaded, instant, std::int64_t most_bytes) override {
    if (broken) co_return refuse(unavailable{});
    if (uploaded.size > most_bytes) co_return refuse(quota_exceeded{});
    stored[uploaded.id] = uploaded;
    co_return outcome<void>{};
  }
  flow<file> find(file_id wanted) override {
    const auto found = stored.find(wanted);
    if (found == stored.end()) co_return refuse(not_found{});
    co_return found->second;
  }
  bool broken = false;
  std::map<file_id, file> stored;
};

/// Bytes by URL. What begins with "image" becomes a file of another URL.
class memory_space final : public file_space {
 public:
  flow<file> put(std::string bytes) override { co_return keep(std::move(bytes)); }
  flow<upload_place> open(std::int64_t) override {
    if (full) co_return refuse(storage_full{});
    const auto name = "u" + std::to_string(++last_);
    co_return upload_place{{name}, "/files/" + name};
  }
  flow<std::int64_t> append(upload_piece piece) override {
    auto& there = blobs["/files/" + piece.upload.value];
    const auto size = static_cast<std::int64_t>(there.size());
    if (size != piece.offset) co_return refuse(misplaced{size});
    there += piece.bytes;
    co_return static_cast<std::int64_t>(there.size());
  }
  flow<std::int64_t> size_of(upload_id upload) override {
    const auto found = blobs.find("/files/" + upload.value);
    co_return found == blobs.end() ? 0 : static_cast<std::int64_t>(found->second.size());
  }
  flow<file> finish(upload_id upload) override {
    const auto url = "/files/" + upload.value;
    if (blobs[url].starts_with("image")) co_return keep(blobs[url]);
    co_return described(upload.value);
  }
  flow<void> remove(std::vector<std::string> urls) override {
    for (const auto& url : urls) blobs.erase(url);
    co_return outcome<void>{};
  }

  bool full = false;
  std::map<std::string, std::string> blobs;

 private:
  file keep(std::string bytes) {
    const auto name = std::to_string(++last_);
    blobs["/files/" + name] = std::move(bytes);
    return described(name);
  }
  file described(const std::string& name) {
    const auto& bytes = blobs["/files/" + name];
    file made{{name}, "/files/" + name, "", "application/octet-stream"};
    made.size = static_cast<std::int64_t>(bytes.size());
    made.kind = bytes.starts_with("image") ? file_kind::image : file_kind::file;
    return made;
  }
  int last_ = 0;
};

/// Announced files and doomed URLs, as one table each.
class memory_uploads final : public upload_repository, public doomed_repository {
 public:
  explicit memory_uploads(memory_files& files) : files_(files) {}

  flow<void> begin(upload announced, allowance most) override {
    std::int64_t bytes = announced.size;
    std::size_t open = 0;
    for (const auto& [id, each] : rows) {
      if (each.owner != announced.owner || each.made) continue;
      bytes += each.size;
      ++open;
    }
    if (open >= most.uploads || bytes > most.bytes) co_return refuse(quota_exceeded{});
    rows[announced.id] = announced;
    co_return outcome<void>{};
  }
  flow<upload> find(user_id owner, upload_id wanted) override {
    const auto found = rows.find(wanted);
    if (found == rows.end() || found->second.owner != owner) co_return refuse(not_found{});
    co_return found->second;
  }
  flow<void> complete(upload done, file made, instant) override {
    if (broken) co_return refuse(unavailable{});
    rows[done.id].made = made.id;
    files_.stored[made.id] = made;
    if (made.url != done.url) urls.push_back(done.url);
    co_return outcome<void>{};
  }
  flow<void> cancel(upload ended, instant) override {
    rows.erase(ended.id);
    if (!ended.made) urls.push_back(ended.url);
    co_return outcome<void>{};
  }
  flow<std::size_t> doom_unused(instant before, std::size_t most, instant) override {
    std::vector<upload> ended;
    for (const auto& [id, each] : rows) {
      if (each.created < before && ended.size() < most) ended.push_back(each);
    }
    for (const auto& each : ended) (void)co_await cancel(each, before);
    co_return ended.size();
  }
  flow<std::vector<std::string>> doomed(std::size_t most) override {
    co_return std::vector<std::string>(urls.begin(),
                                       urls.begin() + static_cast<std::ptrdiff_t>(std::min(most, urls.size())));
  }
  flow<void> forget(std::vector<std::string> gone) override {
    if (broken) co_return refuse(unavailable{});
    for (const auto& url : gone) std::erase(urls, url);
    co_return outcome<void>{};
  }

  bool broken = false;
  std::map<upload_id, upload> rows;
  std::vector<std::string> urls;

 private:
  memory_files& files_;
};

}  // namespace webchats::chat
