#include "engineio/request_parameters.hpp"

#include "engineio/jsonp.hpp"
#include "http/query.hpp"

namespace webchats::engineio {

request_parameters request_parameters::of(const http::request& request) {
  request_parameters found;
  for (auto& [name, value] : http::parse_form(request.query)) {
    if (name == "EIO") {
      found.revision = value == "4" ? protocol::v4 : protocol::v3;
    } else if (name == "transport") {
      found.wanted.reset();
      if (value == "polling") found.wanted = transport::polling;
      if (value == "websocket") found.wanted = transport::websocket;
    } else if (name == "sid") {
      found.sid = std::move(value);
    } else if (name == "b64") {
      found.only_base64 = value.empty() ? base64::no : base64::yes;
    } else if (name == "j") {
      found.jsonp_callback = engineio::jsonp_callback(value);
    }
  }
  return found;
}

}  // namespace webchats::engineio
