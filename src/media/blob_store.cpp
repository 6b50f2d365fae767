#include "media/blob_store.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace webchats::media {

namespace {

constexpr std::size_t stem_length = 32;
// Free space that stays for the database and the logs: this much, or a twentieth of a small disk.
constexpr std::size_t most_kept = std::size_t{512} << 20;
constexpr std::string_view plain_extension = "bin";

blob_error last_error() noexcept {
  switch (errno) {
    case ENOENT:
      return blob_error::not_found;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return blob_error::no_space;
    default:
      return blob_error::io_error;
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

bool begins_with_stem(std::string_view name) noexcept {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return name.size() > stem_length && name[stem_length] == '.' &&
         std::ranges::all_of(name.substr(0, stem_length), is_hex);
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

std::string blob_store::new_name() { return random_stem() + '.' + std::string(plain_extension); }

std::expected<std::string, blob_error> blob_store::put(std::string_view bytes, image_type type) const {
  return put_as(random_stem() + '.' + std::string(extension(type)), bytes);
}

std::expected<std::string, blob_error> blob_store::put(std::string_view bytes) const {
  return put_as(new_name(), bytes);
}

std::expected<std::string, blob_error> blob_store::put_as(std::string name, std::string_view bytes) const {
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
  const auto file = open(name);
  if (!file) return std::unexpected(file.error());
  return file->read(0, file->size());
}

std::expected<blob_file, blob_error> blob_store::open(std::string_view name) const {
  if (!is_name(name)) return std::unexpected(blob_error::not_found);
  descriptor file(::open(path_of(name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat info{};
  if (!file.valid() || ::fstat(file.get(), &info) != 0) return std::unexpected(last_error());
  return blob_file(std::move(file), static_cast<std::size_t>(info.st_size));
}

std::expected<std::string, blob_error> blob_file::read(std::size_t offset, std::size_t most) const {
  std::string bytes(std::min(most, size_ - std::min(offset, size_)), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got =
        ::pread(file_.get(), bytes.data() + filled, bytes.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::unexpected(blob_error::io_error);
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::expected<blob_growth, blob_error> blob_store::append(std::string_view name, std::size_t offset,
                                                          std::string_view bytes) const {
  return grow(name, offset, bytes, durable::now);
}

std::expected<blob_growth, blob_error> blob_store::append_unsynced(std::string_view name, std::size_t offset,
                                                                   std::string_view bytes) const {
  return grow(name, offset, bytes, durable::later);
}

std::expected<void, blob_error> blob_store::sync() const {
  const descriptor handle(::open(directory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle.valid() || ::syncfs(handle.get()) != 0) return std::unexpected(last_error());
  return {};
}

std::expected<blob_growth, blob_error> blob_store::grow(std::string_view name, std::size_t offset,
                                                        std::string_view bytes, durable when) const {
  if (!is_name(name)) return std::unexpected(blob_error::not_found);
  const std::filesystem::path path = path_of(name);
  std::error_code ignored;
  const bool fresh = std::filesystem::create_directory(path.parent_path(), ignored);
  const descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  struct stat info{};
  if (!file.valid() || ::fstat(file.get(), &info) != 0) return std::unexpected(last_error());
  const auto before = static_cast<std::size_t>(info.st_size);
  if (before != offset) return blob_growth{.size = before, .fits = false};
  const bool later = when == durable::later;
  const bool named =
      later || before != 0 || (sync_directory(path.parent_path()) && (!fresh || sync_directory(directory_)));
  if (!named || !write_all(file.get(), bytes) || (!later && ::fdatasync(file.get()) != 0)) {
    const blob_error error = last_error();
    // What was half written is written again by the next try.
    if (::ftruncate(file.get(), info.st_size) != 0) return std::unexpected(blob_error::io_error);
    return std::unexpected(error);
  }
  return blob_growth{.size = before + bytes.size(), .fits = true};
}

std::expected<std::size_t, blob_error> blob_store::free_space() const {
  struct statvfs info{};
  if (::statvfs(directory_.c_str(), &info) != 0) return std::unexpected(last_error());
  const std::size_t unit = info.f_frsize;
  const std::size_t kept = std::min(most_kept, info.f_blocks * unit / 20);
  return info.f_bavail * unit - std::min(kept, info.f_bavail * unit);
}

void blob_store::remove(std::string_view name) const noexcept {
  if (is_name(name)) ::unlink(path_of(name).c_str());
}

std::optional<image_type> blob_store::type_of(std::string_view name) noexcept {
  constexpr std::array types{image_type::png, image_type::jpeg, image_type::webp, image_type::gif};
  if (!begins_with_stem(name)) return std::nullopt;
  const auto* found = std::ranges::find(types, name.substr(stem_length + 1), extension);
  return found == types.end() ? std::nullopt : std::optional(*found);
}

bool blob_store::is_name(std::string_view name) noexcept {
  return type_of(name) || (begins_with_stem(name) && name.substr(stem_length + 1) == plain_extension);
}

std::filesystem::path blob_store::path_of(std::string_view name) const {
  return directory_ / name.substr(0, 2) / name;  // 256 directories keep each one short
}

}  // namespace webchats::media
