#include "app/user_commands.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string_view>
#include <vector>

#include "app/banner.hpp"
#include "app/database.hpp"
#include "app/pid_file.hpp"
#include "chat/enrolment.hpp"
#include "chat/ports/clock.hpp"
#include "chat/text.hpp"
#include "store/console.hpp"

namespace webchats::app {

namespace {

constexpr std::chrono::hours code_lifetime{1};

/// By their numbers; nobody becomes a bot.
constexpr std::array<std::string_view, 6> roles{"owner", "admin", "moderator", "member", "guest", "bot"};

exit_code with_people(const config& settings, const std::function<exit_code(store::console&)>& work) {
  const auto where = database_of(settings);
  if (where.kind == store::dialect::sqlite && !std::filesystem::exists(where.file)) {
    std::cerr << "There is no database in " << settings.data.string() << ".\n";
    return exit_code::cannot_create;
  }
  try {
    store::console people(where);
    return work(people);
  } catch (const std::exception& error) {
    std::cerr << trouble_with(where, error) << '\n';
    return exit_code::bad_data;
  }
}

exit_code with_person(const config& settings, const std::string& email,
                      const std::function<exit_code(store::console&, const store::console::person&)>& work) {
  return with_people(settings, [&](store::console& people) {
    const auto found = people.find(chat::normalise_email(email));
    if (found) return work(people, *found);
    std::cerr << "Nobody here has the address " << email << ".\n";
    return exit_code::failure;
  });
}

}  // namespace

exit_code list_users(const config& settings) {
  return with_people(settings, [](store::console& people) {
    std::vector<std::vector<std::string>> rows{{"Id", "E-mail", "Name", "Role", "State", "Sessions"}};
    for (const auto& each : people.people()) {
      rows.push_back({std::to_string(each.who.id.value), each.who.email, each.who.name,
                      std::string(roles.at(static_cast<std::size_t>(each.who.role))),
                      each.disabled ? "disabled" : "active", std::to_string(each.sessions)});
    }
    std::cout << table(rows);
    return exit_code::success;
  });
}

exit_code reset_password(const config& settings, const std::string& email) {
  return with_person(settings, email, [](store::console& people, const store::console::person& found) {
    const auto code = chat::make_code();
    const auto now = chat::system_clock().now();
    people.give_code(found.who.id, chat::code_hash(code), now + code_lifetime, now);
    std::cout << "With this code " << found.who.name << " sets a new password within an hour, at /reset: " << code
              << '\n';
    return exit_code::success;
  });
}

exit_code set_role(const config& settings, const std::string& email, const std::string& role) {
  const auto wanted = static_cast<std::size_t>(std::ranges::find(roles, role) - roles.begin());
  if (wanted >= static_cast<std::size_t>(chat::server_role::bot)) {
    std::cerr << "\"" << role << "\" is no role: owner, admin, moderator, member or guest.\n";
    return exit_code::usage;
  }
  if (const auto running = pid_file::holder(settings.data / "webchats.pid")) {
    std::cerr << "webchats runs (pid " << running->pid << "). Stop it first, or give the role in the administration.\n";
    return exit_code::already_running;
  }
  return with_person(settings, email, [&](store::console& people, const store::console::person& found) {
    people.set_role(found.who, static_cast<chat::server_role>(wanted), chat::system_clock().now());
    std::cout << found.who.name << " (" << found.who.email << ") is " << role << " now.\n";
    return exit_code::success;
  });
}

}  // namespace webchats::app
