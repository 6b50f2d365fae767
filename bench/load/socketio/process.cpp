#include "process.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace load {
namespace {

std::ifstream open_proc(pid_t process, const char* file) {
  std::ifstream in("/proc/" + std::to_string(process) + "/" + file);
  if (!in) throw std::runtime_error("the server is gone");
  return in;
}

}  // namespace

std::chrono::duration<double> cpu_of(pid_t process) {
  std::ifstream in = open_proc(process, "stat");
  std::string line;
  std::getline(in, line);
  // The name may hold anything but its closing parenthesis is the last; utime and stime are fields 14 and 15.
  std::istringstream fields(line.substr(line.rfind(')') + 2));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  double user = 0;
  double kernel = 0;
  fields >> user >> kernel;
  return std::chrono::duration<double>((user + kernel) / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

std::size_t resident_of(pid_t process) {
  std::ifstream in = open_proc(process, "status");
  for (std::string word; in >> word;) {
    if (word != "VmRSS:") continue;
    std::size_t kibibytes = 0;
    in >> kibibytes;
    return kibibytes * 1024;
  }
  throw std::runtime_error("the server is gone");
}

}  // namespace load
