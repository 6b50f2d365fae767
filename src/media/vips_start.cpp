#include "media/vips_start.hpp"

#include <stdexcept>
#include <vips/vips8>

namespace webchats::media {

void start_vips() {
  static const bool started = [] {
    if (VIPS_INIT("webchats") != 0) throw std::runtime_error("libvips does not start");
    vips_block_untrusted_set(TRUE);
    vips_cache_set_max(0);
    vips_concurrency_set(1);
    // What is wrong with a picture is in the thrown error; libvips would print it to stderr as well.
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING, [](const char*, GLogLevelFlags, const char*, void*) {}, nullptr);
    return true;
  }();
  static_cast<void>(started);
}

}  // namespace webchats::media
