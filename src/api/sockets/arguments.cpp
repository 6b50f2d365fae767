#include "api/sockets/arguments.hpp"

#include <boost/json/parse.hpp>

namespace webchats::api {

socketio::arguments as_argument(std::string_view json) {
  socketio::arguments values;
  values.values.push_back(boost::json::parse(json));
  return values;
}

}  // namespace webchats::api
