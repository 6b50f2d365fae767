#include "app/output_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace webchats::app {

namespace {

std::filesystem::path part_of(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) throw std::system_error(EEXIST, std::generic_category(), path.string());
  auto part = path;
  part += ".part";
  return part;
}

}  // namespace

output_file::output_file(std::filesystem::path path)
    : path_(std::move(path)),
      part_(part_of(path_)),
      descriptor_(::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), part_.string());
  stream_.open(part_, std::ios::binary);
}

output_file::~output_file() {
  ::close(descriptor_);
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

void output_file::keep() {
  stream_.close();
  if (!stream_ || ::fsync(descriptor_) != 0) throw std::system_error(errno, std::generic_category(), part_.string());
  std::filesystem::rename(part_, path_);
}

}  // namespace webchats::app
