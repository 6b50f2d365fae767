#pragma once

namespace webchats::media {

/// Starts libvips once per process: no loader that is marked as unfit for untrusted input, no cache of operations
/// (nothing is decoded twice), one thread per picture (the pool already has its own). Throws std::runtime_error.
void start_vips();

}  // namespace webchats::media
