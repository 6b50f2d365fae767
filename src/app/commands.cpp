#include "app/commands.hpp"

#include <signal.h>
#include <sys/pidfd.h>
#include <sys/poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "app/banner.hpp"
#include "app/daemon.hpp"
#include "app/database.hpp"
#include "app/logging.hpp"
#include "app/pid_file.hpp"
#include "app/setup_code.hpp"
#include "app/site.hpp"
#include "net/loop_group.hpp"

namespace webchats::app {

namespace {

constexpr std::chrono::milliseconds stop_patience{60'000};

std::filesystem::path pid_path(const config& settings) { return settings.data / "webchats.pid"; }

/// Waits for the end of a process that is not our child. False when it lives longer.
bool wait_for_end(pid_t pid, std::chrono::milliseconds patience) {
  const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (handle < 0) return errno == ESRCH;
  pollfd ended{.fd = handle, .events = POLLIN, .revents = 0};
  const bool done = ::poll(&ended, 1, static_cast<int>(patience.count())) == 1;
  ::close(handle);
  return done;
}

exit_code run(const config& settings) {
  std::filesystem::create_directories(settings.data);
  std::filesystem::permissions(settings.data, std::filesystem::perms::owner_all);
  auto claim = pid_file::claim(pid_path(settings));
  if (const auto* other = std::get_if<running_server>(&claim)) {
    std::cerr << "webchats is running already (pid " << other->pid
              << (other->address.empty() ? "" : ", " + other->address) << ") on " << settings.data.string()
              << ".\nStop it with `webchats stop`, or give another directory with --data.\n";
    return exit_code::already_running;
  }
  const auto& mine = std::get<pid_file>(claim);

  const bool background = settings.daemonize == daemon::yes;
  startup_report report = background ? daemonize(settings.data / "webchats.log") : startup_report();
  if (background) mine.renew();
  ::signal(SIGPIPE, SIG_IGN);  // a peer or a terminal that is gone is an error code, not the end
  start_logging(settings.log_level);
  site running(settings);
  const std::string address = running.start();
  mine.announce(address);
  std::string greeting = banner(running.protocols()) + "webchats listens on " + address + "\nIts database is " +
                         store::describe(database_of(settings)) + "\n";
  if (const std::string code = running.code_for_owner(); !code.empty()) {
    greeting += "Nobody owns this server yet. Open " + address + "/setup and enter this code: " + code +
                "\n(`webchats setup-code` shows it again.)\n";
  }
  if (background) {
    report.ready(greeting + "It runs in the background (pid " + std::to_string(::getpid()) +
                 "); `webchats stop` ends it.\n");
  } else {
    std::cout << greeting << "Press Ctrl+C to stop.\n" << std::flush;
  }
  running.run_until_signal();
  return exit_code::success;
}

}  // namespace

exit_code serve(const config& settings) {
  try {
    return run(settings);
  } catch (const std::filesystem::filesystem_error& error) {
    std::cerr << "webchats can't use the data directory " << settings.data.string() << ": " << error.code().message()
              << '\n';
    return exit_code::cannot_create;
  } catch (const config_error& error) {
    std::cerr << "webchats: " << error.what() << '\n';
    return exit_code::bad_config;
  } catch (const data_error& error) {
    std::cerr << error.what() << '\n';
    return exit_code::bad_data;
  } catch (const listen_error& error) {
    std::cerr << error.what() << '\n';
    return exit_code::unavailable;
  } catch (const std::exception& error) {
    std::cerr << "webchats can't start: " << error.what() << '\n';
    return exit_code::failure;
  }
}

exit_code stop(const config& settings) {
  const auto running = pid_file::holder(pid_path(settings));
  if (!running) {
    std::cout << "webchats is not running on " << settings.data.string() << ".\n";
    return exit_code::success;
  }
  if (::kill(running->pid, SIGTERM) != 0 && errno != ESRCH) {
    std::cerr << "webchats (pid " << running->pid << ") can't be stopped: " << std::generic_category().message(errno)
              << '\n';
    return exit_code::failure;
  }
  if (!wait_for_end(running->pid, stop_patience)) {
    std::cerr << "webchats (pid " << running->pid << ") still works after " << stop_patience.count() / 1000
              << " seconds.\n";
    return exit_code::failure;
  }
  std::cout << "webchats (pid " << running->pid << ") has stopped.\n";
  return exit_code::success;
}

exit_code restart(config settings) {
  if (const exit_code stopped = stop(settings); stopped != exit_code::success) return stopped;
  settings.daemonize = daemon::yes;
  return serve(settings);
}

namespace {

/// How a server with these settings sends on this system.
std::string writes_of(const config& settings) {
  try {
    return std::string(to_string(net::available(settings.writes)));
  } catch (const std::invalid_argument& error) {
    return "none: " + std::string(error.what());
  }
}

}  // namespace

exit_code show_setup_code(const config& settings) {
  const std::string code = setup_code::read(settings.data / setup_code_file);
  if (code.empty()) {
    std::cerr << "There is no setup code in " << settings.data.string()
              << ": the server has an owner, or it was not started yet.\n";
    return exit_code::failure;
  }
  std::cout << code << '\n';
  return exit_code::success;
}

exit_code info(const config& settings) {
  std::vector<std::vector<std::string>> rows{{"Component", "Version"}};
  for (const auto& [name, number] : components()) rows.push_back({name, number});
  std::cout << table(rows) << "writes: " << writes_of(settings) << '\n'
            << "database: " << store::describe(database_of(settings)) << '\n';
  if (const auto running = pid_file::holder(pid_path(settings))) {
    std::cout << "running: pid " << running->pid << ", " << running->address << ", data " << settings.data.string()
              << '\n';
  } else {
    std::cout << "not running on " << settings.data.string() << '\n';
  }
  return exit_code::success;
}

}  // namespace webchats::app
