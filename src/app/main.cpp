#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <CLI/CLI.hpp>

#include "app/bench.hpp"
#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/transfer_commands.hpp"
#include "app/user_commands.hpp"
#include "app/version.hpp"

namespace {

using namespace webchats::app;

constexpr const char* default_file = "webchats.toml";

/// What was typed: which command, and the settings given as flags.
struct command_line {
  std::function<exit_code()> command;
  std::filesystem::path file;
  std::map<std::string, std::string> flags;
  std::string email;
  std::string role;
  bench_request bench;
  std::string export_file;
  original_request original;
  webchats::transfer::demo_options demo;
};

config load_settings(const command_line& line);

/// Every command takes every setting, so that stop and info find the server that start started.
CLI::App* add_command(CLI::App& app, command_line& line, const std::string& name, const std::string& help,
                      std::function<exit_code(const config&)> action) {
  CLI::App* command = app.add_subcommand(name, help);
  command->add_option("-c,--config", line.file, "configuration file (default: webchats.toml, when it is there)");
  for (const setting& which : settings()) {
    const std::string flag = "--" + std::string(which.flag);
    std::string& value = line.flags[std::string(which.flag)];
    if (which.flag == "daemonize") {
      command->add_flag_callback("-d," + flag, [&value] { value = "true"; }, std::string(which.help));
    } else {
      command->add_option(flag, value, std::string(which.help) + "  [" + std::string(which.variable) + "]");
    }
  }
  command->callback(
      [&line, action = std::move(action)] { line.command = [&line, action] { return action(load_settings(line)); }; });
  return command;
}

/// Who is there and what they may: for when nobody can sign in any more.
void add_user_commands(CLI::App& app, command_line& line) {
  CLI::App* user = app.add_subcommand("user", "the people of this data directory");
  user->require_subcommand(1);
  add_command(*user, line, "list", "who is there", list_users);
  add_command(*user, line, "reset-password", "a code for a new password; the server may run",
              [&line](const config& settings) { return reset_password(settings, line.email); })
      ->add_option("email", line.email, "whose")
      ->required();
  CLI::App* role = add_command(*user, line, "role", "what somebody may; only while the server is stopped",
                               [&line](const config& settings) { return set_role(settings, line.email, line.role); });
  role->add_option("email", line.email, "whose")->required();
  role->add_option("role", line.role, "owner, admin, moderator, member or guest")->required();
}

/// What fills a data directory, and what empties into a file.
void add_transfer_commands(CLI::App& app, command_line& line) {
  add_command(app, line, "export", "everything into a file; the server may run",
              [&line](const config& settings) { return export_data(settings, line.export_file); })
      ->add_option("file", line.export_file, "a new file, or - for the output")
      ->required();
  add_command(app, line, "import", "an export into an empty data directory",
              [&line](const config& settings) { return import_data(settings, line.export_file); })
      ->add_option("file", line.export_file, "the export, or - for the input")
      ->required();
  auto& original = line.original;
  CLI::App* old =
      add_command(app, line, "import-original", "the original, or a dump of it, into an empty data directory",
                  [&original](const config& settings) { return import_original_data(settings, original); });
  CLI::Option_group* tables = old->add_option_group("database", "where its tables are");
  tables->add_option("--dump", original.dump, "what mysqldump wrote of its database");
  tables->add_option("--from", original.url,
                     "its MySQL or MariaDB server, which is only read: mysql://user@host:port/name");
  tables->require_option(1);
  old->add_option("--from-password-file", original.password_file, "the password for --from is its first line")
      ->envname("WEBCHATS_ORIGINAL_PASSWORD_FILE");
  old->add_option("--from-password", original.password,
                  "the password for --from (better in the environment than on the command line)")
      ->envname("WEBCHATS_ORIGINAL_PASSWORD");
  old->add_option("--images", original.images, "its storage/app/public");
  old->add_option_function<int>(
         "--shift-hours", [&original](int hours) { original.shift = std::chrono::hours(hours); },
         "is added to all its times, when they are off")
      ->check(CLI::Range(-26, 26));
  auto& demo = line.demo;
  CLI::App* filled = add_command(app, line, "demo", "people and messages to look around, in an empty data directory",
                                 [&demo](const config& settings) { return fill_with_demo(settings, demo); });
  filled->add_option("--people", demo.people, "how many")->check(CLI::Range(3, 1'000))->capture_default_str();
  filled->add_option("--rooms", demo.rooms, "how many")->check(CLI::Range(2, 200))->capture_default_str();
  filled->add_option("--messages", demo.messages, "how many; nine of ten are in one room")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  filled->add_option("--seed", demo.seed, "another number makes other talk")->capture_default_str();
  filled->add_option("--password", demo.password, "of everybody (default: a new one, which is shown)");
}

/// A name that goes into packets as it is.
std::string check_name(const std::string& text) {
  const bool plain = !text.empty() && std::ranges::none_of(text, [](char c) {
    return c == '"' || c == '\\' || c == ',' || static_cast<unsigned char>(c) < ' ';
  });
  return plain ? "" : "a name without quotes, backslashes and commas";
}

/// The one command without settings: it has nothing to do with the chat's data.
void add_bench(CLI::App& app, command_line& line) {
  bench_request& asked = line.bench;
  CLI::App* command = app.add_subcommand(
      "bench",
      "what this machine carries, measured with a server of its own; or, with a URL, what a running server does");
  command->add_option("url", asked.url, "a running Socket.IO server to load instead, e.g. http://localhost:5200");
  command->add_option("--connections", asked.connections, "clients (default: 100 at a URL, else a room of 1000)")
      ->check(CLI::Range(1, 100'000));
  command
      ->add_option_function<double>(
          "--seconds",
          [&asked](double value) {
            asked.duration = std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(value * 1000));
          },
          "of each measurement (default: 3)")
      ->check(CLI::Range(0.05, 10.0));
  command->add_option("--namespace", asked.name_space, "at a URL: what the clients join")
      ->check(check_name)
      ->capture_default_str();
  command->add_option("--event", asked.event, "at a URL: an event that the server acknowledges")
      ->check(check_name)
      ->capture_default_str();
  command->add_flag_callback(
      "--i-run-this-server", [&asked] { asked.remote_server = ownership::mine; },
      "I may put load on this server, which is not on this machine");
  command->callback([&line] { line.command = [&line] { return bench(line.bench); }; });
}

std::map<std::string, std::string> read_dotenv() {
  std::ifstream file(".env");
  return parse_dotenv(std::string(std::istreambuf_iterator<char>(file), {}));
}

config load_settings(const command_line& line) {
  config_sources sources;
  if (!line.file.empty() && !std::filesystem::exists(line.file))
    throw config_error(line.file.string() + " does not exist");
  if (!line.file.empty() || std::filesystem::exists(default_file))
    sources.file = line.file.empty() ? default_file : line.file;
  sources.dotenv = read_dotenv();
  sources.environment = process_environment();
  for (const auto& [flag, value] : line.flags) {
    if (!value.empty()) sources.flags.emplace(flag, value);
  }
  return load_config(sources);
}

int run(int argc, char** argv) {
  CLI::App app("webchats: a chat server of your own, with its page inside.", "webchats");
  app.set_version_flag("--version", std::string("webchats ") + version);
  app.require_subcommand(1);
  command_line line;
  add_command(app, line, "serve", "run the server", serve);
  add_command(app, line, "start", "the same; -d puts it into the background", serve);
  add_command(app, line, "stop", "end the server that works on this data directory", stop);
  add_command(app, line, "restart", "stop, then start in the background", restart);
  add_command(app, line, "info", "versions, and whether it is running", info);
  add_command(app, line, "setup-code", "the code that makes the first person the owner of the server", show_setup_code);
  add_user_commands(app, line);
  add_transfer_commands(app, line);
  add_bench(app, line);
  std::string topic;
  CLI::App* help = app.add_subcommand("help", "this text, or that of a command");
  help->add_option("command", topic, "the command to explain")
      ->check(CLI::IsMember({"serve", "start", "stop", "restart", "info", "setup-code", "user", "export", "import",
                             "import-original", "demo", "bench", "help"}));
  help->callback([&app, &topic] {
    std::cout << (topic.empty() ? app.help() : app.get_subcommand(topic)->help());
    throw CLI::Success();
  });

  try {
    app.parse(argc, argv);
    return static_cast<int>(line.command());
  } catch (const CLI::ParseError& error) {
    const int shown = app.exit(error);
    return shown == 0 ? EXIT_SUCCESS : static_cast<int>(exit_code::usage);
  } catch (const config_error& error) {
    std::cerr << "webchats: " << error.what() << '\n';
    return static_cast<int>(exit_code::bad_config);
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "webchats: " << error.what() << '\n';
    return static_cast<int>(exit_code::software);
  }
}
