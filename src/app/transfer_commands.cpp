#include "app/transfer_commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string_view>

#include "app/database.hpp"
#include "app/output_file.hpp"
#include "app/pid_file.hpp"
#include "app/terminal.hpp"
#include "app/version.hpp"
#include "chat/enrolment.hpp"
#include "store/failure.hpp"
#include "transfer/export.hpp"
#include "transfer/failure.hpp"
#include "transfer/import.hpp"
#include "transfer/original.hpp"

namespace webchats::app {

namespace {

constexpr std::string_view standard_stream = "-";

transfer::place place_of(const config& settings) {
  return {.database = database_of(settings), .files = settings.data / "files"};
}

/// One line of a terminal that is written again and again; nothing anywhere else.
transfer::progress shown_progress() {
  if (::isatty(STDERR_FILENO) == 0) return [](std::string_view, std::uint64_t, std::uint64_t) {};
  return [](std::string_view what, std::uint64_t done, std::uint64_t of) {
    std::cerr << "\r\033[K" << what << ": " << grouped(done);
    if (of != 0) std::cerr << " of " << grouped(of);
    std::cerr << std::flush;
  };
}

void end_progress() {
  if (::isatty(STDERR_FILENO) != 0) std::cerr << "\r\033[K" << std::flush;
}

/// Without the values of a statement, which may be secrets.
std::string reason_of(const std::exception& error) { return store::describe(error); }

/// Runs `work` on a data directory that no server works on, and that none can begin to work on meanwhile.
exit_code fill(const config& settings, const std::string& undone,
               const std::function<void(const transfer::place&)>& work) {
  try {
    std::filesystem::create_directories(settings.data);
    std::filesystem::permissions(settings.data, std::filesystem::perms::owner_all);
    const auto claim = pid_file::claim(settings.data / "webchats.pid");
    if (const auto* other = std::get_if<running_server>(&claim)) {
      std::cerr << "webchats runs (pid " << other->pid << ") on " << settings.data.string()
                << ". Give another directory with --data.\n";
      return exit_code::already_running;
    }
    transfer::require_empty(place_of(settings));
    try {
      work(place_of(settings));
    } catch (const std::exception& error) {
      end_progress();
      std::cerr << "webchats: " << undone << ": " << reason_of(error) << '\n';
      return exit_code::bad_data;
    }
    end_progress();
    return exit_code::success;
  } catch (const transfer::failure& full) {
    std::cerr << "webchats: the data directory must be empty, but " << full.what()
              << ". Give another directory with --data"
              << (database_of(settings).kind == store::dialect::sqlite ? "" : ", and another database") << ".\n";
    return exit_code::cannot_create;
  } catch (const std::exception& error) {
    std::cerr << "webchats can't use the data directory " << settings.data.string() << ": " << reason_of(error) << '\n';
    return exit_code::cannot_create;
  }
}

transfer::original_source source_of(const original_request& asked) {
  transfer::original_source from{.tables = asked.dump, .images = asked.images, .shift = asked.shift};
  if (asked.url.empty()) return from;
  try {
    const auto password = asked.password_file.empty() ? asked.password : password_in(asked.password_file);
    from.tables = original_database(asked.url, password);
  } catch (const std::invalid_argument& wanted) {
    throw config_error("--from-password-file: " + asked.password_file + " is not usable; wanted: " + wanted.what());
  }
  return from;
}

transfer::original_report read_original(const transfer::place& to, const transfer::original_source& from) {
  try {
    return transfer::import_original(to, from, shown_progress());
  } catch (const transfer::original_unreadable& wrong) {
    const std::string_view said = wrong.what();
    throw transfer::failure(
        fmt::format("{}. {}", said.substr(0, said.find_last_not_of(". ") + 1), help_for_original(said)));
  }
}

void start_hint(const config& settings) {
  std::cerr << "Start it: webchats start --data " << settings.data.string() << '\n';
}

}  // namespace

exit_code export_data(const config& settings, const std::string& file) {
  const auto from = place_of(settings);
  if (from.database.kind == store::dialect::sqlite && !std::filesystem::exists(from.database.file)) {
    std::cerr << "There is no database in " << settings.data.string() << ".\n";
    return exit_code::cannot_create;
  }
  try {
    std::unique_ptr<output_file> into;
    if (file != standard_stream) into = std::make_unique<output_file>(file);
    std::ios::sync_with_stdio(false);
    const auto done = transfer::export_all(from, into ? into->stream() : std::cout, std::string("webchats ") + version,
                                           shown_progress());
    if (into) into->keep();
    end_progress();
    std::cerr << grouped(done.lines) << " lines with " << grouped(done.files) << " files are in "
              << (into ? file : "the output") << ". They hold secrets: keep them as safe as the server.\n";
    if (!done.missing.empty()) {
      std::cerr << grouped(done.missing.size()) << " files were not in " << from.files.string() << ", "
                << done.missing.front() << " first.\n";
    }
    return exit_code::success;
  } catch (const std::exception& error) {
    end_progress();
    std::cerr << "webchats: nothing was exported: " << reason_of(error) << '\n';
    return exit_code::failure;
  }
}

exit_code import_data(const config& settings, const std::string& file) {
  return fill(settings, "nothing was imported", [&](const transfer::place& to) {
    std::ifstream opened;
    if (file != standard_stream) {
      opened.open(file, std::ios::binary);
      if (!opened) throw transfer::failure(file + " cannot be read");
    } else {
      std::ios::sync_with_stdio(false);
    }
    const auto done = transfer::import_all(to, file == standard_stream ? std::cin : opened, shown_progress());
    end_progress();
    std::cerr << grouped(done.people) << " people, " << grouped(done.rooms) << " rooms, " << grouped(done.messages)
              << " messages and " << grouped(done.files) << " files are in " << settings.data.string() << ".\n";
    start_hint(settings);
  });
}

exit_code import_original_data(const config& settings, const original_request& asked) {
  const auto from = source_of(asked);
  return fill(settings, "nothing was imported", [&](const transfer::place& to) {
    const auto done = read_original(to, from);
    end_progress();
    std::cerr << grouped(done.people) << " people, " << grouped(done.messages) << " messages and "
              << grouped(done.pictures) << " pictures are in " << settings.data.string()
              << ". Everybody signs in with the password they have.\n";
    const auto note = [](std::uint64_t number, std::string_view what) {
      if (number != 0) std::cerr << grouped(number) << ' ' << what << ".\n";
    };
    note(done.without_password, "people have no bcrypt password: give them a code with `webchats user reset-password`");
    note(done.missing_pictures, "pictures were not found: their messages show the address (see --images)");
    note(done.unknown_authors, "authors are no users any more: they are shown as deleted");
    note(done.foreign_messages, "messages were in rooms other than 1 and 2 and are left out");
    start_hint(settings);
    std::cerr << "Whoever is to own it enters the code of `webchats setup-code` at /setup, with their old password.\n";
  });
}

exit_code fill_with_demo(const config& settings, transfer::demo_options wanted) {
  if (wanted.password.empty()) wanted.password = chat::make_code();
  return fill(settings, "the demo is not complete, remove " + settings.data.string(), [&](const transfer::place& to) {
    const auto done = transfer::fill_demo(to, wanted, shown_progress());
    end_progress();
    std::cout << grouped(done.people) << " people, " << grouped(done.rooms) << " rooms, " << grouped(done.messages)
              << " messages and " << grouped(done.pictures) << " pictures are in " << settings.data.string()
              << ".\nSign in as " << done.email << " with the password " << wanted.password
              << "\n(it is that of everybody here; `webchats user list` shows them).\n"
              << std::flush;
    start_hint(settings);
  });
}

}  // namespace webchats::app
