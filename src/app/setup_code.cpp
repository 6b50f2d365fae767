#include "app/setup_code.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include "chat/enrolment.hpp"

namespace webchats::app {

namespace {

/// Nobody else can read it at any moment.
void write(const std::filesystem::path& file, const std::string& code) {
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (opened < 0) throw std::system_error(errno, std::generic_category(), file.string());
  const std::string line = code + '\n';
  const bool written = ::write(opened, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const int error = errno;
  ::close(opened);
  if (!written) throw std::system_error(error, std::generic_category(), file.string());
}

}  // namespace

std::string setup_code::read(const std::filesystem::path& file) {
  std::ifstream text(file);
  std::string code;
  std::getline(text, code);
  return code;
}

setup_code::setup_code(std::filesystem::path file, owner has_one) : file_(std::move(file)) {
  if (has_one == owner::no) text_ = read(file_);
  if (!text_.empty()) return;
  remove();  // what is left of a code that was used, or an empty file
  if (has_one == owner::yes) return;
  text_ = chat::make_code();
  write(file_, text_);
}

std::string setup_code::text() const {
  const std::lock_guard lock(mutex_);
  return text_;
}

void setup_code::remove() noexcept {
  const std::lock_guard lock(mutex_);
  text_.clear();
  ::unlink(file_.c_str());
}

}  // namespace webchats::app
