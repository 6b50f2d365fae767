#include "app/config.hpp"

#include <algorithm>
#include <sstream>
#include <toml++/toml.h>
#include <unistd.h>

namespace webchats::app {

namespace {

void apply(config& target, const setting& which, const std::string& value, const std::string& where) {
  try {
    which.set(target, value);
  } catch (const std::invalid_argument& wanted) {
    throw config_error(where + ": \"" + value + "\" is not usable; wanted: " + wanted.what());
  }
}

/// A TOML value as the text that the setters read.
std::string text_of(const toml::node& node, const std::string& where) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return std::to_string(integer->get());
  if (const auto* floating = node.as_floating_point()) return std::to_string(floating->get());
  if (const auto* boolean = node.as_boolean()) return boolean->get() ? "true" : "false";
  if (const auto* array = node.as_array()) {
    std::string joined;
    for (const auto& item : *array) joined += (joined.empty() ? "" : ",") + text_of(item, where);
    return joined;
  }
  throw config_error(where + ": wanted a text, a number, true, false or a list of texts");
}

void apply_file(config& target, const std::filesystem::path& file) {
  toml::table tables;
  try {
    tables = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    throw config_error(file.string() + ":" + std::to_string(error.source().begin.line) + ": " +
                       std::string(error.description()));
  }
  for (const auto& [section, content] : tables) {
    const auto place = [&](const toml::node& node) {
      return file.string() + ":" + std::to_string(node.source().begin.line) + ": ";
    };
    const auto* values = content.as_table();
    if (values == nullptr) throw config_error(place(content) + std::string(section.str()) + " must stand in a section");
    for (const auto& [name, value] : *values) {
      const std::string key = std::string(section.str()) + "." + std::string(name.str());
      const auto which = std::ranges::find(settings(), key, &setting::key);
      if (which == settings().end()) throw config_error(place(value) + "there is no setting " + key);
      apply(target, *which, text_of(value, place(value) + key), place(value) + key);
    }
  }
}

void apply_variables(config& target, const std::map<std::string, std::string>& variables, const std::string& where) {
  for (const setting& which : settings()) {
    for (const std::string_view name : {which.legacy, which.variable}) {
      const auto found = variables.find(std::string(name));
      // An empty variable is one that was left out, as in compose files.
      if (name.empty() || found == variables.end() || found->second.empty()) continue;
      apply(target, which, found->second, where + std::string(name));
    }
  }
}

}  // namespace

config load_config(const config_sources& sources) {
  config result;
  if (!sources.file.empty()) apply_file(result, sources.file);
  apply_variables(result, sources.dotenv, ".env: ");
  apply_variables(result, sources.environment, "environment: ");
  for (const setting& which : settings()) {
    const auto found = sources.flags.find(std::string(which.flag));
    if (found != sources.flags.end()) apply(result, which, found->second, "--" + std::string(which.flag));
  }
  return result;
}

std::map<std::string, std::string> parse_dotenv(std::string_view text) {
  std::map<std::string, std::string> variables;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const std::size_t equals = line.find('=');
    const std::size_t start = line.find_first_not_of(" \t");
    if (equals == std::string::npos || line[start] == '#') continue;
    std::string name = line.substr(start, equals - start);
    if (name.starts_with("export ")) name.erase(0, 7);
    name.erase(name.find_last_not_of(" \t") + 1);
    std::string value = line.substr(equals + 1);
    value.erase(0, value.find_first_not_of(" \t"));
    const char quote = value.empty() ? '\0' : value.front();
    if ((quote == '"' || quote == '\'') && value.find(quote, 1) != std::string::npos) {
      value = value.substr(1, value.find(quote, 1) - 1);
    } else {
      if (const std::size_t comment = value.find(" #"); comment != std::string::npos) value.erase(comment);
      value.erase(value.find_last_not_of(" \t") + 1);
    }
    variables[name] = value;
  }
  return variables;
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    const std::size_t equals = line.find('=');
    if (line.starts_with("WEBCHATS_") || line.starts_with("LARAVELS_")) {
      variables[std::string(line.substr(0, equals))] = line.substr(equals + 1);
    }
  }
  return variables;
}

}  // namespace webchats::app
