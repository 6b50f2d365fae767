// GET /api/robot: `{data}`, in which `data` is a JSON document as a string: the answer of the service the original
// asked.

#include "api/classic/call.hpp"

namespace webchats::api::classic {
namespace {

constexpr int said = 100000;        ///< a text; what the client shows
constexpr int no_question = 40002;  ///< any other code: the client says it has no answer to this

http::response document(int code, std::string_view text) {
  json_writer inner;
  inner.open_object().key("code").number(code).key("text").string(text).close_object();
  json_writer out;
  out.open_object().key("data").string(inner.view()).close_object();
  return ok(std::move(out));
}

}  // namespace

boost::asio::awaitable<http::response> ask_robot(const call& asked) {
  auto question = asked.in.text("info");
  if (!question) co_return document(no_question, "请求内容info为空");
  // The person is the one of the token; `id` is a claim.
  const auto answer = co_await asked.services.robot.ask(asked.user(), std::move(*question), chat::language::simplified);
  if (answer) co_return document(said, *answer);
  if (std::holds_alternative<chat::invalid>(answer.error())) co_return document(no_question, "请求内容info无效");
  co_return document(said, "大白有点忙不过来，请稍等一下再问我吧～");
}

}  // namespace webchats::api::classic
