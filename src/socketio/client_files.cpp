#include "socketio/client_files.hpp"

#include <string>
#include <utility>

#include "http/router.hpp"

namespace webchats::socketio {

void serve_client(http::router& routes, std::string_view path) {
  for (const http::embedded_file& file : client_files()) {
    std::string pattern(path);
    pattern.append(file.path.substr(1));
    routes.add(http::method::get, std::move(pattern), [&file](const http::request& asked, http::responder responder) {
      http::response answer = http::serve_embedded(asked, file, "no-cache");
      answer.headers.emplace_back("Access-Control-Allow-Origin", "*");
      responder.send(std::move(answer));
    });
  }
}

}  // namespace webchats::socketio
