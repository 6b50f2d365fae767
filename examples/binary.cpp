// Bytes as arguments: alone, and inside of what else is said.
#include <unistd.h>

#include <optional>
#include <string>
#include <boost/describe/class.hpp>

#include "net/loop_group.hpp"
#include "socketio/server.hpp"

namespace sio = webchats::socketio;

struct file {
  std::string name;
  webchats::base::shared_buffer bytes;  // a Buffer, an ArrayBuffer, a File
  std::optional<std::string> type;
};
BOOST_DESCRIBE_STRUCT(file, (), (name, bytes, type))

int main() {
  webchats::net::loop_group loops(1);
  sio::server_options options;
  options.engine.max_payload = 5'000'000;
  sio::server io(loops, std::move(options));

  io.on("upload", [](sio::socket& from, const file& sent) {
    from.broadcast().emit("file", sent);  // the bytes are shared, not copied for each receiver
    return sent.bytes.size();
  });
  io.on("reverse", [](const webchats::base::shared_buffer& bytes) {
    const std::string_view view = bytes.view();
    return webchats::base::shared_buffer(std::string(view.rbegin(), view.rend()));
  });
  io.listen({boost::asio::ip::tcp::v4(), 3000});
  loops.start();
  pause();  // until a signal ends the process
}
