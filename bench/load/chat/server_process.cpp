#include "server_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <thread>

namespace load {
namespace {

using namespace std::chrono_literals;

/// The port in the line "…listening on…" or "…listens on…", once it is there as a whole.
std::optional<std::uint16_t> port_in(const std::string& log) {
  std::ifstream in(log);
  const std::string said(std::istreambuf_iterator<char>(in), {});
  auto at = said.find("listens on ");
  if (at == std::string::npos) at = said.find("listening on ");
  const auto end = said.find('\n', at);
  if (at == std::string::npos || end == std::string::npos) return std::nullopt;
  const auto colon = said.rfind(':', end);
  std::uint16_t port = 0;
  std::from_chars(said.data() + colon + 1, said.data() + end, port);
  return port;
}

}  // namespace

server_process::server_process(const std::vector<std::string>& command, const std::string& log) {
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(output, 1);
    ::dup2(output, 2);
    ::execv(words[0], words.data());
    ::_exit(127);
  }
  ::close(output);
  // Looked at closely: what comes after measures from this moment.
  for (int tries = 0; tries < 10'000 && port_ == 0; ++tries) {
    port_ = port_in(log).value_or(0);
    if (port_ != 0) return;
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) break;
    std::this_thread::sleep_for(1ms);
  }
  throw std::runtime_error("the server does not start; see " + log);
}

void server_process::end(int signal) noexcept {
  if (pid_ < 0) return;
  ::kill(pid_, signal);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace load
