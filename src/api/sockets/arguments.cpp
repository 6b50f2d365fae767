#include "api/sockets/arguments.hpp"

namespace webchats::api {

socketio::arguments as_argument(std::string json) {
  socketio::arguments values;
  values.encoded = std::move(json);
  return values;
}

}  // namespace webchats::api
