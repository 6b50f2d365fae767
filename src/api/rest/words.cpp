// GET, PUT /api/v1/admin/words.

#include "api/json/reader.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {
namespace {

constexpr std::size_t most_words = 20'000;  // chat has the narrower bound, and says which
constexpr std::size_t longest_typed = 256;  // code points, likewise

constexpr std::string_view name_of(chat::word_action action) noexcept {
  switch (action) {
    case chat::word_action::report:
      return "report";
    case chat::word_action::mask:
      return "mask";
    case chat::word_action::block:
      break;
  }
  return "block";
}

chat::filtered_word word_of(object_reader& in) {
  chat::filtered_word read{std::string(in.text("word", {.min = 1, .max = longest_typed})), chat::word_action::block};
  const auto wanted = in.text("action", {.min = 1, .max = 16});
  for (const auto each : {chat::word_action::report, chat::word_action::mask, chat::word_action::block}) {
    if (name_of(each) == wanted) {
      read.action = each;
      return read;
    }
  }
  in.refuse("action", chat::rule::unknown);
  return read;
}

http::response answer(const chat::listed_words& list) {
  json_writer out;
  out.open_object().key("version").string(list.version).key("words").open_array();
  for (const auto& each : list.words) {
    out.open_object().key("word").string(each.text).key("action").string(name_of(each.action)).close_object();
  }
  out.close_array().close_object();
  return ok(std::move(out));
}

}  // namespace

boost::asio::awaitable<http::response> get_admin_words(call asked) {
  const auto list = asked.services->words.now(asked.user());
  if (!list) co_return asked.refuse(list.error());
  co_return answer(*list);
}

boost::asio::awaitable<http::response> put_admin_words(call asked) {
  const auto body = json_body(asked.request);
  if (!body) co_return asked.refuse(body.error());
  object_reader in(*body);
  const auto* object = body->if_object();
  // An absent list is a mistake, not an empty one.
  if (object != nullptr && !object->contains("words")) in.refuse("words", chat::rule::required);
  auto words = in.optional_objects<chat::filtered_word>("words", most_words, word_of);
  const auto version = in.optional_text("version", {.min = 1, .max = 64});
  if (in.problem()) co_return asked.refuse(*in.problem());
  const auto list = co_await asked.services->words.replace(
      asked.user(), std::move(words), version ? std::optional(std::string(*version)) : std::nullopt);
  if (!list) co_return asked.refuse(list.error());
  co_return answer(*list);
}

}  // namespace webchats::api::rest
