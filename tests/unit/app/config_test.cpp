#include "app/config.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/database.hpp"

namespace webchats::app {
namespace {

class config_test : public testing::Test {
 protected:
  config_test() {
    std::string pattern = (std::filesystem::temp_directory_path() / "webchats-config-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
  }
  ~config_test() override { std::filesystem::remove_all(directory); }

  std::filesystem::path file(const std::string& text) {
    std::ofstream(directory / "webchats.toml") << text;
    return directory / "webchats.toml";
  }

  std::string failure(const config_sources& sources) {
    try {
      static_cast<void>(load_config(sources));
    } catch (const config_error& error) {
      return error.what();
    }
    return "no error";
  }

  std::filesystem::path directory;
};

TEST_F(config_test, the_database_may_be_a_server_whose_password_lies_in_a_file) {
  std::ofstream(directory / "password") << "s3cret\n";
  const config settings = load_config({.file = {},
                                       .dotenv = {},
                                       .environment = {{"WEBCHATS_DATABASE_PASSWORD_FILE", directory / "password"},
                                                       {"WEBCHATS_DATABASE_URL", "postgresql://chat@db/name"}},
                                       .flags = {}});
  const auto where = database_of(settings);
  EXPECT_EQ(where.kind, store::dialect::postgresql);
  EXPECT_EQ(where.server.password, "s3cret");
  EXPECT_EQ(database_of({}).file, std::filesystem::path("data") / "webchats.db");
}

TEST_F(config_test, a_wrong_database_url_is_told_without_its_password) {
  config settings;
  settings.database_url = "postgresql://chat:s3cret@db";
  try {
    static_cast<void>(database_of(settings));
    ADD_FAILURE() << "no error";
  } catch (const config_error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("database.url"));
    EXPECT_FALSE(std::string(error.what()).contains("s3cret"));
  }
}

TEST_F(config_test, defaults_need_nothing) {
  const config settings = load_config({});
  EXPECT_EQ(settings.listen, (listen_address{"127.0.0.1", 5200}));
  EXPECT_EQ(settings.data, "data");
  EXPECT_EQ(settings.daemonize, daemon::no);
}

TEST_F(config_test, file_then_dotenv_then_environment_then_flags) {
  config_sources sources;
  sources.file = file("[server]\nlisten = \"0.0.0.0:1\"\n");
  EXPECT_EQ(load_config(sources).listen.port, 1);
  sources.dotenv["LARAVELS_LISTEN_PORT"] = "2";
  EXPECT_EQ(load_config(sources).listen, (listen_address{"0.0.0.0", 2}));
  sources.environment["WEBCHATS_LISTEN_PORT"] = "3";
  EXPECT_EQ(load_config(sources).listen.port, 3);
  sources.flags["listen"] = "127.0.0.1:4";
  EXPECT_EQ(load_config(sources).listen, (listen_address{"127.0.0.1", 4}));
}

TEST_F(config_test, our_name_beats_the_original_name_in_the_same_place) {
  config_sources sources;
  sources.environment = {
      {"LARAVELS_LISTEN_IP", "10.0.0.1"}, {"WEBCHATS_LISTEN_IP", "10.0.0.2"}, {"LARAVELS_DAEMONIZE", "true"}};
  const config settings = load_config(sources);
  EXPECT_EQ(settings.listen.host, "10.0.0.2");
  EXPECT_EQ(settings.daemonize, daemon::yes);
}

TEST_F(config_test, addresses_are_host_and_port_in_every_usual_form) {
  const auto listen = [](const std::string& text) {
    config_sources sources;
    sources.flags["listen"] = text;
    return load_config(sources).listen;
  };
  EXPECT_EQ(listen("[::1]:80"), (listen_address{"::1", 80}));
  EXPECT_EQ(listen(":8080"), (listen_address{"127.0.0.1", 8080}));
  EXPECT_EQ(listen("8080"), (listen_address{"127.0.0.1", 8080}));
  EXPECT_EQ(listen("localhost:0"), (listen_address{"localhost", 0}));
}

TEST_F(config_test, an_empty_variable_is_not_set) {
  config_sources sources;
  sources.dotenv["LARAVELS_LISTEN_PORT"] = "";
  sources.environment["WEBCHATS_LISTEN"] = "";
  EXPECT_EQ(load_config(sources).listen, (listen_address{"127.0.0.1", 5200}));
}

TEST_F(config_test, the_pace_of_large_rooms_is_milliseconds_up_to_a_second) {
  config_sources sources;
  EXPECT_EQ(load_config(sources).fan_out_pace, std::chrono::milliseconds(15));
  sources.environment["WEBCHATS_FAN_OUT_PACE"] = "0";
  EXPECT_EQ(load_config(sources).fan_out_pace, std::chrono::milliseconds(0));
  sources.environment["WEBCHATS_FAN_OUT_PACE"] = "1001";
  EXPECT_NE(failure(sources), "no error");
}

TEST_F(config_test, io_uring_is_auto_on_or_off) {
  const auto writes = [](const std::string& text) {
    config_sources sources;
    sources.environment["WEBCHATS_IO_URING"] = text;
    return load_config(sources).writes;
  };
  EXPECT_EQ(load_config({}).writes, net::write_method::automatic);
  EXPECT_EQ(writes("auto"), net::write_method::automatic);
  EXPECT_EQ(writes("on"), net::write_method::io_uring);
  EXPECT_EQ(writes("off"), net::write_method::sendmsg);
  config_sources sources;
  sources.file = file("[server]\nio_uring = true\n");
  EXPECT_EQ(failure(sources),
            sources.file.string() + ":2: server.io_uring: \"true\" is not usable; wanted: auto, on or off");
}

TEST_F(config_test, an_address_of_version_6_stands_in_brackets) {
  config_sources sources;
  sources.flags["listen"] = "::1";
  EXPECT_EQ(failure(sources), "--listen: \"::1\" is not usable; wanted: an IPv6 address in brackets: [::1]:5200");
}

TEST_F(config_test, lists_come_from_arrays_and_from_commas) {
  config_sources sources;
  sources.file = file("[server]\nallowed_origins = [\"https://a.example\", \"https://b.example\"]\n");
  sources.environment["WEBCHATS_TRUSTED_PROXIES"] = "127.0.0.1, ::1";
  const config settings = load_config(sources);
  EXPECT_EQ(settings.allowed_origins, (std::vector<std::string>{"https://a.example", "https://b.example"}));
  EXPECT_EQ(settings.trusted_proxies, (std::vector<std::string>{"127.0.0.1", "::1"}));
}

TEST_F(config_test, mail_is_off_until_it_is_set_and_takes_no_nonsense) {
  EXPECT_TRUE(load_config({}).mail_server.empty());
  config_sources sources;
  sources.file = file(
      "[server]\npublic_url = \"https://chat.example/talk/\"\n"
      "[mail]\nserver = \"mail.example\"\nport = 2525\nsecurity = \"tls\"\nfrom = \"chat@chat.example\"\n");
  const config settings = load_config(sources);
  EXPECT_EQ(settings.public_url, "https://chat.example/talk");
  EXPECT_EQ(settings.mail_server, "mail.example");
  EXPECT_EQ(settings.mail_port, 2525);
  EXPECT_EQ(settings.mail_security, "tls");
  EXPECT_EQ(settings.mail_from, "chat@chat.example");
  for (const auto& [flag, value] :
       std::vector<std::pair<std::string, std::string>>{{"mail-security", "perhaps"},
                                                        {"mail-from", "a@b.c\r\nBcc: x@y.z"},
                                                        {"mail-from", "nobody"},
                                                        {"mail-server", "mail.example/x"},
                                                        {"public-url", "chat.example"},
                                                        {"public-url", "https://chat.example/#"},
                                                        {"mail-timeout", "0"}}) {
    config_sources wrong;
    wrong.flags[flag] = value;
    EXPECT_NE(failure(wrong), "no error") << flag << " " << value;
  }
}

TEST_F(config_test, a_password_of_mail_is_the_first_line_of_a_file) {
  config_sources sources;
  sources.environment["WEBCHATS_MAIL_PASSWORD_FILE"] = file("a secret\r\nnot this\n").string();
  EXPECT_EQ(load_config(sources).mail_password, "a secret");
  sources.environment["WEBCHATS_MAIL_PASSWORD_FILE"] = "/nowhere";
  EXPECT_NE(failure(sources), "no error");
}

TEST_F(config_test, errors_name_the_place_and_what_is_wanted) {
  config_sources sources;
  sources.file = file("[server]\nloops = 2\nport = \"x\"\n");
  EXPECT_EQ(failure(sources),
            sources.file.string() + ":3: server.port: \"x\" is not usable; wanted: a number from 0 to 65535");
  sources.file = file("[server]\nlopos = 2\n");
  EXPECT_EQ(failure(sources), sources.file.string() + ":2: there is no setting server.lopos");
  sources.file = file("[server\n");
  EXPECT_EQ(failure(sources).rfind(sources.file.string() + ":1: ", 0), 0U) << failure(sources);
  config_sources typed;
  typed.flags["log-level"] = "loud";
  EXPECT_EQ(failure(typed), "--log-level: \"loud\" is not usable; wanted: debug, info, warning or error");
}

TEST_F(config_test, every_setting_has_names_of_its_own) {
  std::set<std::string_view> names;
  for (const setting& which : settings()) {
    for (const std::string_view name : {which.key, which.flag, which.variable, which.legacy}) {
      if (!name.empty()) EXPECT_TRUE(names.insert(name).second) << name;
    }
    EXPECT_FALSE(which.help.empty()) << which.key;
  }
}

TEST(parse_dotenv, reads_what_laravel_reads) {
  const auto variables = parse_dotenv(
      "# comment\nA=1\nB = two words # tail\nC=\"quoted # kept\"\nexport D='single'\r\n\nE=\nnonsense\n  F=x\n");
  const std::map<std::string, std::string> wanted{{"A", "1"},      {"B", "two words"}, {"C", "quoted # kept"},
                                                  {"D", "single"}, {"E", ""},          {"F", "x"}};
  EXPECT_EQ(variables, wanted);
}

}  // namespace
}  // namespace webchats::app
