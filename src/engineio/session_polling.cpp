#include <utility>

#include "engineio/jsonp.hpp"
#include "engineio/payload.hpp"
#include "engineio/session.hpp"
#include "ws/utf8.hpp"

// What arrives by HTTP.
namespace webchats::engineio {
namespace {

http::response nothing(unsigned status) {
  http::response empty;
  empty.status = status;
  return empty;
}

}  // namespace

void session::on_poll(std::shared_ptr<exchange> poll, std::string callback) {
  if (polling_ == nullptr || state_ == state::closed) return poll->answer(nothing(400));
  if (polling_->waiting()) {
    end(close_reason::transport_error, "overlap from client");
    return poll->answer(nothing(400));
  }
  polling_->wait(std::move(poll), std::move(callback));
  if (state_ == state::closing || !polling_->empty()) return flush();
  // While an upgrade is under way the client must not be kept in a poll: it finishes the upgrade after the last one.
  if (probing() == probe_step::awaits_upgrade) return polling_->answer_only(packet_type::noop);
  drained();
}

void session::on_poll_aborted(const exchange& poll) {
  if (polling_ == nullptr || !polling_->waiting(poll)) return;
  polling_->forget();
  end(close_reason::transport_error, "poll connection closed prematurely");
}

/// Whether a payload is from a client that encodes text twice; one that was not shows what the client is.
bool session::is_encoded_twice(std::string_view payload) {
  if (format_.text_as == polling_format::text::raw || post_layers_ == utf8_layers::once) return false;
  if (!ws::is_utf8(payload)) return false;  // the reader says so
  const utf8_layers found = layers_of(payload);
  if (found == utf8_layers::once) post_layers_ = found;
  return found == utf8_layers::twice;
}

void session::on_post(exchange& reply, content type, std::string body) {
  if (polling_ == nullptr || state_ == state::closed) return reply.answer(nothing(400));
  if (type == content::octet_stream && revision() == protocol::v4) {
    end(close_reason::transport_error, "invalid content");
    return reply.answer(nothing(400));
  }
  payload_format format = payload_format::v4;
  if (revision() == protocol::v3) {
    format = type == content::octet_stream ? payload_format::v3_binary : payload_format::v3_text;
  }
  if (format_.framed_as == polling_format::framing::jsonp) {
    auto field = decode_jsonp_form(body);
    if (!field) {
      end(close_reason::parse_error, field.error().describe());
      return reply.answer(nothing(400));
    }
    body = std::move(*field);
  }

  const bool twice = format == payload_format::v3_text && is_encoded_twice(body);
  std::string plain;
  payload_reader packets(format, body);
  while (state_ != state::closed) {
    auto next = packets.next();
    if (!next) {
      end(close_reason::parse_error, next.error().describe());
      return reply.answer(nothing(400));
    }
    if (!*next) break;
    packet& received = **next;
    if (twice && received.kind == message_type::text) {
      undo_outer_layer(received.data, plain);
      received.data = plain;
    }
    on_packet(received);
  }
  // text/html: some old browsers offer text/plain answers of a form's target as a download.
  http::response ok;
  ok.body = "ok";
  ok.headers.emplace_back("Content-Type", "text/html");
  reply.answer(std::move(ok));
}

}  // namespace webchats::engineio
