#include "chat/messages.hpp"

#include <algorithm>

#include "chat/mentions.hpp"
#include "chat/text.hpp"

namespace webchats::chat {

namespace {

bool has_twins(std::vector<file_id> files) {
  std::ranges::sort(files);
  return std::ranges::adjacent_find(files) != files.end();
}

}  // namespace

messages::messages(message_repository& repository, presence& here, const clock& time, const limits& bounds,
                   const word_screen& words)
    : repository_(repository), presence_(here), clock_(time), limits_(bounds), words_(words), sends_(bounds.messages) {}

flow<appended> messages::post(user_id author, draft sent) {
  if (sent.client_id) {
    if (const auto broken = check_client_id(*sent.client_id, limits_)) co_return refuse(*broken);
  }
  if (const auto broken = check_message(sent.text, sent.attachments.size(), limits_)) co_return refuse(*broken);
  if (has_twins(sent.attachments)) co_return refuse(invalid{field::attachments, rule::unknown});
  if (const auto wait = sends_.refuse(author, clock_.steady())) co_return refuse(rate_limited{*wait});
  if (sent.kind == message_kind::system) co_return refuse(forbidden{});
  auto flagged = words_.admit(sent.text);
  if (!flagged) co_return std::unexpected(flagged.error());
  new_message row{.room = sent.room,
                  .author = author,
                  .client_id = std::move(sent.client_id),
                  .text = std::move(sent.text),
                  .attachments = std::move(sent.attachments),
                  .time = clock_.now(),
                  .kind = sent.kind,
                  .reply_to = sent.reply_to,
                  .thread = sent.thread,
                  .here = {},
                  .may_name_all = limits_.everybody_may_name_all,
                  .flagged = std::move(*flagged),
                  .growing = sent.growing};
  if (names_in(row.text).crowd == crowd::here) {
    const auto online = presence_.online(row.room);
    if (online->size() <= limits_.named_by_here) {
      for (const auto& each : *online) row.here.push_back(each.id);
    }
  }
  co_return co_await repository_.append(std::move(row));
}

flow<message_page> messages::history(user_id reader, room_id room, history_range range) {
  if (range.limit < 1 || range.limit > limits_.page_longest) {
    co_return refuse(invalid{field::limit, rule::out_of_range, limits_.page_longest});
  }
  for (const auto& end : {range.before, range.after}) {
    if (end && end->value < 0) co_return refuse(invalid{field::seq, rule::out_of_range});
  }
  co_return co_await repository_.history(reader, room, range);
}

flow<numbered_page> messages::numbered(user_id reader, room_id room, std::int64_t number, std::size_t size,
                                       std::optional<seq_no> newest) {
  if (number < 1 || size < 1 || size > limits_.page_longest) {
    co_return refuse(invalid{field::limit, rule::out_of_range, limits_.page_longest});
  }
  const auto last = co_await repository_.last_seq(reader, room);
  if (!last) co_return std::unexpected(last.error());
  numbered_page page{{}, last->value};

  const auto length = static_cast<std::int64_t>(size);
  const auto from = newest && newest->value > 0 && *newest < *last ? newest->value : last->value;
  // Division first: a page number near the largest integer must not overflow.
  if (number - 1 > from / length) co_return page;
  const seq_no up_to{from - (number - 1) * length};
  if (up_to.value < 1) co_return page;
  auto run = co_await repository_.between(reader, room, seq_no{std::max<std::int64_t>(up_to.value - length, 0)}, up_to);
  if (!run) co_return std::unexpected(run.error());
  page.messages = std::move(*run);
  co_return page;
}

}  // namespace webchats::chat
