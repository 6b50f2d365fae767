#include "socketio/reassembly.hpp"

#include <utility>

#include "socketio/client.hpp"

namespace webchats::socketio {

reassembly::reassembly(client& owner, socket_ptr target, packet head, std::size_t byte_limit)
    : owner_(owner),
      target_(std::move(target)),
      type_(head.type),
      id_(head.id),
      values_(std::move(head.data->get_array())),
      expected_(head.attachments),
      bytes_left_(byte_limit) {}

reassembly::progress reassembly::add(std::string_view attachment) {
  if (attachment.size() > bytes_left_) return progress::too_big;
  bytes_left_ -= attachment.size();
  bytes_ += attachment.size();
  values_.attachments.emplace_back(attachment);
  return values_.attachments.size() == expected_ ? progress::complete : progress::incomplete;
}

void reassembly::on_deadline() { owner_.fail("attachments did not arrive in time"); }

}  // namespace webchats::socketio
