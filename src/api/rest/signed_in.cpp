#include "api/rest/signed_in.hpp"

#include "api/json/modern.hpp"
#include "api/rest/call.hpp"

namespace webchats::api::rest {

std::string user_agent(const http::request& request) { return std::string(request.header("user-agent").value_or("")); }

http::response token_and_me(const chat::signed_in& who) {
  json_writer out;
  out.open_object().key("token").string(who.token).key("me");
  modern::write(out, who.me);
  out.close_object();
  return created(std::move(out));
}

}  // namespace webchats::api::rest
