#include "engineio/http_exchange.hpp"

#include <iterator>

namespace webchats::engineio {

http_exchange::http_exchange(const server_setup& setup, const http::request& asked, http::responder responder)
    : headers_(setup.answer_headers(asked)), responder_(std::move(responder)) {}

void http_exchange::answer(http::response reply) {
  reply.headers.insert(reply.headers.end(), std::make_move_iterator(headers_.begin()),
                       std::make_move_iterator(headers_.end()));
  responder_.send(std::move(reply));
}

}  // namespace webchats::engineio
