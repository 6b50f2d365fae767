// POST /api/v1/admin/mail/test.

#include "api/rest/call.hpp"

namespace webchats::api::rest {

boost::asio::awaitable<http::response> post_admin_mail_test(call asked) {
  const auto tried = co_await asked.services->mails.send_trial(asked.who.me, asked.spoken);
  if (!tried) co_return asked.refuse(tried.error());
  json_writer out;
  out.open_object().key("sent").boolean(!tried->has_value()).key("said");
  out.string(*tried ? (*tried)->said : std::string()).close_object();
  co_return ok(std::move(out));
}

}  // namespace webchats::api::rest
