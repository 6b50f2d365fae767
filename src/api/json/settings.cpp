#include "api/json/settings.hpp"

namespace webchats::api::modern {

std::string_view name_of(chat::registration_mode mode) noexcept {
  switch (mode) {
    case chat::registration_mode::open:
      return "open";
    case chat::registration_mode::invite:
      return "invite";
    case chat::registration_mode::closed:
      break;
  }
  return "closed";
}

void write(json_writer& out, const chat::announcement& said) {
  if (said == chat::announcement{}) {
    out.null();
  } else {
    out.open_object().key("en").string(said.english).key("zh").string(said.chinese).close_object();
  }
}

}  // namespace webchats::api::modern
