// `message:send {room, client_id, text?, attachments?, reply_to?, thread?, kind?}` → `{id, seq, time}`: answered when
// it is on disk.

#include "api/events/request.hpp"

namespace webchats::api::events {

boost::asio::awaitable<reply> message_send(request asked) {
  object_reader in(asked.payload());
  chat::draft sent;
  sent.room = room_field(in);
  sent.client_id = in.text("client_id", {.min = 1, .max = 64});
  sent.text = in.optional_text("text", {.max = 65'536}).value_or("");
  for (auto& id : in.optional_texts("attachments", 100, {.min = 1, .max = 128}))
    sent.attachments.push_back({std::move(id)});
  sent.reply_to = {in.optional_integer("reply_to").value_or(0)};
  sent.thread = {in.optional_integer("thread").value_or(0)};
  if (const auto kind = in.optional_text("kind", {.max = 16}); kind == "action") {
    sent.kind = chat::message_kind::action;
  } else if (kind && kind != "text") {
    in.refuse("kind", chat::rule::unknown);
  }
  if (in.problem()) co_return refused(*in.problem());

  co_return sent_answer(co_await asked.services->messages.post(asked.from->user().id, std::move(sent)));
}

}  // namespace webchats::api::events
