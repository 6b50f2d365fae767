#include "engineio/http_exchange.hpp"

#include <iterator>
#include <utility>

namespace webchats::engineio {

http_exchange::http_exchange(const server_setup& setup, const http::request& asked, http::responder responder)
    : options_(setup.options),
      coding_(http::choose_coding(asked.header("accept-encoding").value_or(""))),
      headers_(setup.answer_headers(asked)),
      responder_(std::move(responder)) {}

void http_exchange::answer(http::response reply, compression mode) {
  const bool large = reply.body.size() >= options_.http_compression_threshold;
  if (mode == compression::allow && options_.http_compression == server_options::feature::on && large) pack(reply);
  reply.headers.insert(reply.headers.end(), std::make_move_iterator(headers_.begin()),
                       std::make_move_iterator(headers_.end()));
  responder_.send(std::move(reply));
}

void http_exchange::pack(http::response& reply) const {
  reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (coding_ == http::content_coding::identity) return;
  std::string packed = http::compressor::of(*net::loop::current()).pack(coding_, reply.body);
  if (packed.size() >= reply.body.size()) return;
  reply.body = std::move(packed);
  reply.headers.emplace_back("Content-Encoding", to_string(coding_));
}

}  // namespace webchats::engineio
