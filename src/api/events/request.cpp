#include "api/events/request.hpp"

#include "api/json/time.hpp"

namespace webchats::api::events {

std::unexpected<failure> refused(const chat::refusal& why) { return std::unexpected(failure_of(why)); }

std::unexpected<failure> refused(const bad_field& wrong) { return std::unexpected(failure_of(wrong)); }

std::string error_object(const failure& what, language spoken) {
  json_writer out;
  out.open_object().key("code").string(name_of(what.code)).key("message").string(message_of(what, spoken));
  write_details(out, what);
  out.close_object();
  return std::move(out).take();
}

reply sent_answer(const chat::outcome<chat::appended>& stored) {
  if (!stored) return refused(stored.error());
  json_writer out;
  out.open_object()
      .key("id")
      .number(stored->id.value)
      .key("seq")
      .number(stored->seq.value)
      .key("time")
      .string(rfc3339(stored->time))
      .close_object();
  return std::move(out).take();
}

std::string acknowledgement(const reply& answer, language spoken) {
  if (!answer) return R"({"ok":false,"error":)" + error_object(answer.error(), spoken) + '}';
  if (*answer == "{}") return R"({"ok":true})";
  return R"({"ok":true,)" + answer->substr(1);
}

chat::room_id room_field(object_reader& in) { return {in.integer("room", {.min = 1})}; }

chat::user_id user_field(object_reader& in) { return {in.integer("user", {.min = 1})}; }

std::vector<chat::user_id> users_field(object_reader& in) {
  constexpr std::size_t most = 1'000;
  std::vector<chat::user_id> users;
  for (const auto id : in.optional_integers("users", most, {.min = 1})) users.push_back({id});
  return users;
}

}  // namespace webchats::api::events
