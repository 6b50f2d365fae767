#include "media/blob_store.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace webchats::media {

namespace {

constexpr std::size_t stem_length = 32;

/// Owns a file descriptor.
class descriptor {
 public:
  explicit descriptor(int fd) noexcept : fd_(fd) {}
  ~descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool valid() const noexcept { return fd_ >= 0; }

 private:
  int fd_;
};

blob_error last_error() noexcept {
  switch (errno) {
    case ENOENT: return blob_error::not_found;
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return blob_error::no_space;
    default: return blob_error::io_error;
  }
}

std::string random_stem() {
  std::array<unsigned char, stem_length / 2> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  constexpr std::string_view digits = "0123456789abcdef";
  std::string stem;
  stem.reserve(stem_length);
  for (const unsigned char byte : random) {
    stem += digits[byte >> 4U];
    stem += digits[byte & 15U];
  }
  return stem;
}

bool write_all(int fd, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_directory(const std::filesystem::path& directory) noexcept {
  const descriptor handle(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return handle.valid() && ::fsync(handle.get()) == 0;
}

}  // namespace

blob_store::blob_store(std::filesystem::path directory) : directory_(std::move(directory)) {
  std::filesystem::create_directories(directory_);
  std::filesystem::permissions(directory_, std::filesystem::perms::owner_all);
}

std::expected<std::string, blob_error> blob_store::put(std::string_view bytes, image_type type) const {
  std::string name = random_stem() + '.' + std::string(extension(type));
  const std::filesystem::path path = path_of(name);
  std::error_code ignored;
  std::filesystem::create_directory(path.parent_path(), ignored);

  // The name is published only after the bytes are safe, so a half-written file is never served: no rename needed.
  const descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.valid()) return std::unexpected(last_error());
  if (!write_all(file.get(), bytes) || ::fsync(file.get()) != 0 || !sync_directory(path.parent_path()) ||
      !sync_directory(directory_)) {
    const blob_error error = last_error();
    remove(name);
    return std::unexpected(error);
  }
  return name;
}

std::expected<std::string, blob_error> blob_store::read(std::string_view name) const {
  if (!type_of(name)) return std::unexpected(blob_error::not_found);
  const descriptor file(::open(path_of(name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat info {};
  if (!file.valid() || ::fstat(file.get(), &info) != 0) return std::unexpected(last_error());
  std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::unexpected(blob_error::io_error);
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

void blob_store::remove(std::string_view name) const noexcept {
  if (type_of(name)) ::unlink(path_of(name).c_str());
}

std::optional<image_type> blob_store::type_of(std::string_view name) noexcept {
  constexpr std::array types{image_type::png, image_type::jpeg, image_type::webp, image_type::gif};
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (name.size() < stem_length + 2 || name[stem_length] != '.') return std::nullopt;
  if (!std::ranges::all_of(name.substr(0, stem_length), is_hex)) return std::nullopt;
  const auto* found = std::ranges::find(types, name.substr(stem_length + 1), extension);
  return found == types.end() ? std::nullopt : std::optional(*found);
}

std::filesystem::path blob_store::path_of(std::string_view name) const {
  return directory_ / name.substr(0, 2) / name;  // 256 directories keep each one short
}

}  // namespace webchats::media
