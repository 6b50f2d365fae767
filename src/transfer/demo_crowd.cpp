#include "transfer/demo_crowd.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "chat/password_hasher.hpp"
#include "chat/secrets.hpp"
#include "media/image_library.hpp"
#include "media/painting.hpp"

namespace webchats::transfer {

namespace {

constexpr std::uint32_t face_side = 192;       // pixels
constexpr std::size_t most_owned = 1'000;      // rooms
constexpr std::size_t rooms_of_everybody = 2;  // every server has them

class gatherer {
 public:
  gatherer(store::store& data, const media::blob_store& blobs, const demo_options& wanted, chat::instant start,
           demo_numbers& numbers, flow_runner& runner)
      : data_(data), blobs_(blobs), wanted_(wanted), start_(start), numbers_(numbers), runner_(runner) {}

  demo_crowd run(const progress& told) {
    add_people(told);
    for (std::size_t nth = 0; nth < rooms_of_everybody; ++nth) {
      demo_room room{.id = {static_cast<std::int64_t>(nth) + 1}, .members = {}, .last = {}};
      for (std::size_t each = 0; each < crowd_.people.size(); ++each) room.members.push_back(each);
      crowd_.rooms.push_back(std::move(room));
    }
    for (std::size_t nth = 0; crowd_.rooms.size() < wanted_.rooms; ++nth) {
      crowd_.rooms.push_back(nth % 4 == 3 ? direct_room(nth) : made_room(nth));
    }
    for (auto& room : crowd_.rooms) {
      room.last = runner_.run("a room", data_.rooms().room_for(owner(), room.id))->room.last_seq;
    }
    return std::move(crowd_);
  }

 private:
  [[nodiscard]] chat::user_id owner() const { return crowd_.people.front().id; }

  void add_people(const progress& told) {
    chat::password_hasher hasher({.threads = 1});
    const auto hash = *runner_.run("the password", hasher.hash(wanted_.password));
    for (std::size_t nth = 0; nth < wanted_.people; ++nth) {
      auto who = nth_person(nth);
      chat::new_account account{who.email, who.name, "", hash, start_};
      // Every account begins with a session; nobody is to have this one.
      const chat::new_session first{chat::sha256_hex(chat::make_token()), "", start_, start_};
      auto adding = nth == 0 ? data_.credentials().add_owner(account, first) : data_.accounts().add(account, first);
      const auto added = runner_.run("a person", std::move(adding));
      const auto id = added->me.who.id;
      (void)runner_.run("a session", data_.accounts().end_session(id, added->session.id, chat::revocation::revoked));
      const auto face = media::store_image(blobs_, media::paint(wanted_.seed * 100'000 + nth, face_side, face_side),
                                           chat::image_use::avatar);
      if (!face) throw failure("a picture cannot be stored: the disk may be full");
      (void)runner_.run("an avatar", data_.accounts().set_avatar(id, face->url, start_));
      crowd_.people.push_back({std::move(who), id});
      told("people", nth + 1, wanted_.people);
    }
  }

  /// The owner and some others.
  std::vector<std::size_t> some(std::size_t share) {
    std::vector<std::size_t> places{0};
    for (std::size_t each = 1; each < crowd_.people.size(); ++each) {
      if (numbers_.happens(share)) places.push_back(each);
    }
    return places;
  }

  demo_room made_room(std::size_t nth) {
    const auto kind = nth % 10 == 2 || nth % 10 == 6 || nth % 10 == 9 ? chat::room_kind::closed : chat::room_kind::open;
    const auto made = runner_.run("a room", data_.rooms().create({.name = nth_room_name(nth),
                                                                  .topic = std::string(nth_room_topic(nth)),
                                                                  .kind = kind,
                                                                  .creator = owner(),
                                                                  .created = start_,
                                                                  .most_owned = most_owned}));
    demo_room room{.id = made->room.id, .members = some(kind == chat::room_kind::open ? 600 : 250), .last = {}};
    std::vector<chat::user_id> others;
    for (const auto each : room.members) {
      if (each != 0) others.push_back(crowd_.people[each].id);
    }
    if (kind == chat::room_kind::open) {
      for (const auto each : others) (void)runner_.run("joining", data_.rooms().join(each, room.id, start_));
    } else if (!others.empty()) {
      (void)runner_.run("adding people", data_.members().add(owner(), room.id, others, start_));
    }
    return room;
  }

  /// With one other person, or with two.
  demo_room direct_room(std::size_t nth) {
    const std::size_t first = 1 + nth / 4 % (crowd_.people.size() - 2);
    demo_room room{.id = {}, .members = {0, first}, .last = {}};
    if (nth / 4 % 2 == 1) room.members.push_back(first + 1);
    std::vector<chat::user_id> others;
    for (const auto each : room.members) {
      if (each != 0) others.push_back(crowd_.people[each].id);
    }
    room.id = runner_.run("a direct room", data_.rooms().direct(owner(), std::move(others), start_))->room.id;
    return room;
  }

  store::store& data_;
  const media::blob_store& blobs_;
  const demo_options& wanted_;
  chat::instant start_;
  demo_numbers& numbers_;
  flow_runner& runner_;
  demo_crowd crowd_;
};

}  // namespace

demo_crowd gather(store::store& data, const media::blob_store& blobs, const demo_options& wanted, chat::instant start,
                  demo_numbers& numbers, flow_runner& runner, const progress& told) {
  return gatherer(data, blobs, wanted, start, numbers, runner).run(told);
}

}  // namespace webchats::transfer
