// The admin page's namespace, as a page sees it.
#include "socketio/admin_ui.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "socketio/admin/console.hpp"
#include "socketio/server.hpp"
#include "world.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

constexpr const char* hash = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";  // of "correct horse"

admin_options development() {
  return {.auth = admin_without_login{}, .mode = admin_options::detail::development, .stats_interval = 1h};
}

/// One open page.
class admin_page : public peer {
 public:
  explicit admin_page(world& home, std::size_t loop = 0, const std::string& auth = "", std::size_t backlog = 0)
      : peer(home, loop), world_(home) {
    wire().backlog = backlog;
    say("0/admin," + auth);
  }

  /// The events since the last call, each `[name, arguments…]`.
  std::vector<json::array> events() {
    world_.settle();
    std::vector<json::array> list;
    for (const std::string& packet : received()) {
      raw.push_back(packet);
      if (packet.starts_with("2/admin,")) list.push_back(json::parse(packet.substr(8)).as_array());
    }
    return list;
  }
  /// Those with this name, without it.
  std::vector<std::string> events(std::string_view name) {
    std::vector<std::string> list;
    for (json::array& each : events()) {
      if (each.front().as_string() != name) continue;
      each.erase(each.begin());
      list.push_back(json::serialize(each));
    }
    return list;
  }
  /// Only their names.
  std::vector<std::string> names() {
    std::vector<std::string> list;
    for (const json::array& each : events()) list.emplace_back(each.front().as_string());
    return list;
  }
  void ask(const std::string& list) { say("2/admin," + list); }

  std::vector<std::string> raw;  // every packet so far

 private:
  world& world_;
};

struct admin_ui : testing::Test {
  void start(const admin_options& options = development()) {
    w.core.admin = std::make_unique<admin_console>(w.core, [this] { return connections; }, options);
    w.start();
  }

  engineio::server_counters connections;
  world w;
};

// ---- who may open it ----

TEST_F(admin_ui, asks_for_a_login_and_remembers_it) {
  admin_options options = development();
  options.auth = admin_credentials{.username = "admin", .password_hash = hash};
  start(options);
  const auto answer = [&](admin_page& page) {
    std::vector<std::string> packets;
    while (packets.empty()) packets = page.received();
    return packets;
  };

  admin_page wrong(w, 0, R"({"username":"admin","password":"wrong"})");
  EXPECT_THAT(answer(wrong), ElementsAre(R"(4/admin,{"message":"invalid credentials"})"));
  admin_page right(w, 1, R"({"username":"admin","password":"correct horse"})");
  const auto packets = answer(right);
  ASSERT_GE(packets.size(), 3U);
  EXPECT_THAT(packets[0], HasSubstr("0/admin,"));
  const auto session = json::parse(packets[1].substr(8)).as_array();
  EXPECT_EQ(session.at(0), "session");
  EXPECT_THAT(packets[2], HasSubstr("config"));

  admin_page again(w, 0, json::serialize(json::object{{"sessionId", session.at(1)}}));
  EXPECT_THAT(again.names(), Contains("config"));
  EXPECT_THAT(again.raw, Not(Contains(HasSubstr("session\""))));
  EXPECT_EQ(w.of("/admin").socket_count(), 2U);
}

TEST_F(admin_ui, says_what_the_page_may_do) {
  start();
  admin_page page(w);
  EXPECT_THAT(page.events("config"),
              ElementsAre(R"([{"supportedFeatures":["EMIT","JOIN","LEAVE","DISCONNECT","MJOIN","MLEAVE","MDISCONNECT",)"
                          R"("AGGREGATED_EVENTS","ALL_EVENTS"]}])"));
}

TEST_F(admin_ui, obeys_no_page_that_may_only_read) {
  admin_options options = development();
  options.permitted = admin_options::access::read_only;
  start(options);
  joined_peer client(w);
  admin_page page(w);
  EXPECT_THAT(page.events("config"), ElementsAre(R"([{"supportedFeatures":["AGGREGATED_EVENTS","ALL_EVENTS"]}])"));
  page.ask(R"(["_disconnect","/",true,null])");
  page.ask(R"(["emit","/",null,"hello"])");
  w.settle();
  EXPECT_THAT(client.received(), IsEmpty());
}

TEST(admin_ui_options, must_name_who_may_log_in_and_only_once) {
  net::loop_group loops(1);
  server io(loops);
  EXPECT_THROW(instrument(io, {}), std::invalid_argument);
  instrument(io, {.auth = admin_without_login{}});
  EXPECT_THROW(instrument(io, {.auth = admin_without_login{}}), std::invalid_argument);
}

// ---- what it sees ----

TEST_F(admin_ui, shows_the_sockets_of_all_loops) {
  w.of("/other");
  start();
  joined_peer one(w, 0);
  joined_peer two(w, 1, "/other");
  admin_page page(w, 1);
  const auto lists = page.events("all_sockets");
  ASSERT_EQ(lists.size(), 1U);
  std::vector<std::string> found;
  for (const json::value& each : json::parse(lists[0]).at(0).as_array()) {
    found.push_back(std::string(each.at("nsp").as_string()) + ' ' + std::string(each.at("id").as_string()));
    EXPECT_EQ(each.at("rooms").at(0), each.at("id"));
    EXPECT_EQ(each.at("transport"), "websocket");
  }
  EXPECT_THAT(found, UnorderedElementsAre("/ " + one.id, "/other " + two.id, HasSubstr("/admin ")));
}

TEST_F(admin_ui, tells_what_happens_on_every_loop) {
  w.of("/").on("join", [](socket& s, const arguments&, const acknowledge&) { s.join("blue"); });
  w.of("/").on("leave", [](socket& s, const arguments&, const acknowledge&) { s.leave("blue"); });
  start();
  admin_page page(w, 0);
  page.events();
  auto client = std::make_unique<joined_peer>(w, 1);
  EXPECT_THAT(page.names(), ElementsAre("room_joined", "socket_connected"));
  client->say(R"(2["join",1])");
  EXPECT_THAT(page.names(), ElementsAre("event_received", "room_joined"));
  client->say(R"(2["leave"])");
  auto events = page.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_THAT(json::serialize(events[0]),
              testing::MatchesRegex(R"(\["event_received","/",")" + client->id +
                                    R"(",\["leave"\],"[0-9-]{10}T[0-9:]{8}\.[0-9]{3}Z"\])"));
  EXPECT_THAT(json::serialize(events[1]), HasSubstr(R"(["room_left","/","blue",")" + client->id + '"'));
  client->say(R"(2["join",2])");
  page.events();
  const std::string id = client->id;
  client.reset();
  events = page.events();
  ASSERT_EQ(events.size(), 3U);
  EXPECT_THAT(json::serialize(events[0]), HasSubstr(R"(["room_left","/","blue",")" + id));
  EXPECT_THAT(json::serialize(events[1]), HasSubstr(R"(["socket_disconnected","/",")" + id + R"(","transport close")"));
  EXPECT_THAT(json::serialize(events[2]), HasSubstr(R"(["room_left","/",")" + id));
}

TEST_F(admin_ui, tells_events_that_are_sent) {
  w.of("/").on("talk", [](socket& s, arguments, const acknowledge&) {
    arguments values{1};
    values.values.push_back(values.binary(std::string_view("abcd")));
    values.encoded = R"("coded")";
    s.emit("to me", values);
    s.nsp().emit("to all", {2});
  });
  start();
  joined_peer one(w, 0);
  joined_peer two(w, 1);
  admin_page page(w, 0);
  page.events();
  one.say(R"(2["talk"])");
  EXPECT_THAT(page.events("event_sent"),
              UnorderedElementsAre(HasSubstr(R"(["/",")" + one.id + R"x(",["to me",1,"(binary, 4 bytes)","coded"],)x"),
                                   HasSubstr(R"(["/",")" + one.id + R"(",["to all",2],)"),
                                   HasSubstr(R"(["/",")" + two.id + R"(",["to all",2],)")));
}

TEST_F(admin_ui, shows_namespaces_that_patterns_make) {
  w.core.namespaces.of_matching([](std::string_view name, const json::value&) { return name.starts_with("/team-"); });
  start();
  admin_page page(w);
  page.events();
  joined_peer client(w, 1, "/team-a");
  client.say(R"(2/team-a,["hello"])");
  EXPECT_THAT(page.names(), ElementsAre("room_joined", "socket_connected", "event_received"));
}

TEST_F(admin_ui, bounds_the_events_it_shows) {
  admin_options options = development();
  options.max_events = 3;
  start(options);
  joined_peer client(w);
  admin_page page(w);
  page.events();
  for (int i = 0; i < 5; ++i) client.say(R"(2["small"])");
  EXPECT_THAT(page.events("event_received"), testing::SizeIs(3));
}

TEST_F(admin_ui, shows_a_note_in_place_of_a_big_event) {
  start();
  joined_peer client(w);
  admin_page page(w);
  page.events();
  client.say(R"(2["big",")" + std::string(20'000, 'x') + R"("])");
  EXPECT_THAT(page.events("event_received"), ElementsAre(HasSubstr(R"x(["big","(too big, 20003 bytes)"])x")));
}

TEST_F(admin_ui, tells_an_upgrade) {
  start();
  admin_page page(w, 0);
  page.events();
  std::unique_ptr<engineio::session> session;
  engineio::fake_websocket socket;
  engineio::fake_exchange posted;
  w.on(1, [&] {
    session =
        std::make_unique<engineio::session>(*w.hosts[1], engineio::session_id::generate(1), engineio::polling_format{});
    session->begin(nullptr);
    auto made = std::make_unique<client>(*w.core.homes[1], *session, http::request{});
    made->start();
    session->attach(std::move(made));
    session->answer_handshake(std::make_shared<engineio::fake_exchange>(), "");
    session->on_post(posted, engineio::session::content::text, "40");
  });
  EXPECT_THAT(page.events("socket_connected"), ElementsAre(HasSubstr(R"("transport":"polling")")));
  w.on(1, [&] {
    session->on_upgrade(socket);
    session->on_frame(socket, engineio::message_type::text, "2probe");
    session->on_frame(socket, engineio::message_type::text, "5");
  });
  EXPECT_THAT(page.events("socket_updated"), ElementsAre(HasSubstr(R"("transport":"websocket")")));
  w.on(1, [&] {
    session->on_websocket_closed(socket, engineio::close_reason::transport_close, "");
    w.hosts[1]->end_turn();
    session.reset();
  });
}

TEST_F(admin_ui, tells_changed_data_now_and_then) {
  admin_options options = development();
  options.stats_interval = 5ms;
  w.of("/").on_connection([](const socket_ptr& s) { s->data["step"] = 0; });
  w.of("/").on("go", [](socket& s, const arguments&, const acknowledge&) { s.data["step"] = 1; });
  start(options);
  joined_peer client(w, 1);
  admin_page page(w, 0);
  client.say(R"(2["go"])");
  std::vector<std::string> updates;
  while (updates.empty()) updates = page.events("socket_updated");
  EXPECT_THAT(updates, ElementsAre(R"([{"id":")" + client.id + R"(","nsp":"/","data":{"step":1}}])"));
}

TEST_F(admin_ui, counts) {
  admin_options options{.auth = admin_without_login{}, .server_id = "one", .stats_interval = 5ms};
  connections.handshakes = 5;
  connections.polling_sessions = 1;
  connections.websocket_sessions = 2;
  start(options);
  joined_peer client(w, 1);
  admin_page page(w);
  auto stats = page.events("server_stats");
  ASSERT_FALSE(stats.empty());
  const auto first = json::parse(stats[0]).at(0);
  EXPECT_EQ(first.at("serverId"), "one");
  EXPECT_EQ(first.at("clientsCount"), 3);
  EXPECT_EQ(first.at("pollingClientsCount"), 1);
  EXPECT_THAT(first.at("aggregatedEvents").as_array(), IsEmpty());
  EXPECT_EQ(json::serialize(first.at("namespaces")),
            R"([{"name":"/","socketsCount":1},{"name":"/admin","socketsCount":1}])");

  w.on(0, [&] {
    connections.handshakes = 7;
    connections.bytes_in = 100;
    connections.closed_by_reason[static_cast<std::size_t>(engineio::close_reason::ping_timeout)] = 1;
  });
  std::string counted;
  while (counted.empty()) {
    for (const std::string& each : page.events("server_stats")) {
      const auto events = json::parse(each).at(0).at("aggregatedEvents").as_array();
      for (const json::value& event : events) {
        counted += std::string(event.at("type").as_string()) + ' ' + json::serialize(event.at("count"));
        if (event.as_object().contains("subType")) counted += " " + std::string(event.at("subType").as_string());
        counted += ", ";
      }
    }
  }
  EXPECT_EQ(counted, "rawConnection 2, rawDisconnection 1 ping timeout, bytesIn 100, ");
}

TEST_F(admin_ui, sees_only_numbers_in_production) {
  start({.auth = admin_without_login{}, .stats_interval = 1h});
  joined_peer client(w, 1);
  admin_page page(w);
  client.say(R"(2["secret"])");
  EXPECT_THAT(page.names(), ElementsAre("config", "server_stats"));
  EXPECT_EQ(w.core.watcher(), nullptr);
}

TEST_F(admin_ui, looks_only_while_a_page_is_open) {
  start();
  EXPECT_EQ(w.core.watcher(), nullptr);
  {
    admin_page one(w, 0);
    admin_page two(w, 1);
    EXPECT_NE(w.core.watcher(), nullptr);
  }
  EXPECT_EQ(w.core.watcher(), nullptr);
}

// ---- what it must not see ----

TEST_F(admin_ui, keeps_secrets) {
  start();
  http::request request;
  request.query = "EIO=3&transport=websocket&token=secret1&x%FF=%FF";
  request.peer_address = "192.0.2.9";
  request.headers = {{"authorization", "Bearer secret2"}, {"cookie", "sid=secret3"}, {"user-agent", "Mozilla\xff"}};
  peer v5(w, 1, engineio::protocol::v4, request);
  v5.say(R"(0{"token":"secret4"})");
  peer v4(w, 0, engineio::protocol::v3, request);
  admin_page page(w);
  page.events();
  std::string all;
  for (const std::string& packet : page.raw) all += packet;
  EXPECT_THAT(all, Not(HasSubstr("secret")));
  EXPECT_THAT(all, HasSubstr(R"("address":"192.0.2.9")"));
  EXPECT_THAT(all, HasSubstr(R"x("token":"(not shown)")x"));
  EXPECT_THAT(all, HasSubstr(R"("user-agent":"Mozilla\\xff")"));
  EXPECT_THAT(all, HasSubstr(R"("url":"/socket.io/?EIO=3&transport=websocket")"));
}

TEST_F(admin_ui, names_a_v4_socket_by_another_id_and_finds_it_by_that) {
  std::string real;
  w.of("/").on_connection([&](const socket_ptr& s) {
    if (real.empty()) real = s->id();
  });
  start();
  peer old(w, 1, engineio::protocol::v3);
  old.received();
  admin_page page(w, 0);
  std::string shown;
  for (const json::value& each : json::parse(page.events("all_sockets").at(0)).at(0).as_array()) {
    if (each.at("nsp") == "/") shown = each.at("id").as_string();
  }
  for (const std::string& packet : page.raw) EXPECT_THAT(packet, Not(HasSubstr(real)));
  page.ask(R"(["emit","/",")" + shown + R"(","hello"])");
  w.settle();
  EXPECT_THAT(old.received(), ElementsAre(R"(2["hello"])"));
}

// ---- what it does ----

TEST_F(admin_ui, acts_on_rooms_sockets_and_everybody) {
  w.of("/").on("join", [](socket& s, const arguments& values, const acknowledge&) { s.join(values[0].as_string()); });
  start();
  joined_peer one(w, 0);
  joined_peer two(w, 1);
  admin_page page(w, 0);
  one.say(R"(2["join","blue"])");

  page.ask(R"(["emit","/","blue","to blue",{"a":1}])");
  page.ask(R"(["emit","/",null,"to all"])");
  page.ask(R"(["join","/","red",")" + two.id + R"("])");
  page.ask(R"(["emit","/","red","to red"])");
  page.ask(R"(["leave","/","red",")" + two.id + R"("])");
  page.ask(R"(["emit","/","red","to nobody"])");
  page.ask(R"(["leave","/","blue"])");
  page.ask(R"(["emit","/","blue","to nobody"])");
  w.settle();
  EXPECT_THAT(one.received(), ElementsAre(R"(2["to blue",{"a":1}])", R"(2["to all"])"));
  EXPECT_THAT(two.received(), ElementsAre(R"(2["to all"])", R"(2["to red"])"));

  page.ask(R"(["_disconnect","/",false,")" + one.id + R"("])");
  page.ask(R"(["_disconnect","/",true,")" + two.id + R"("])");
  w.settle();
  EXPECT_THAT(one.received(), ElementsAre("1"));
  EXPECT_FALSE(one.closed());
  EXPECT_TRUE(two.closed());
}

TEST_F(admin_ui, ignores_what_it_cannot_do) {
  start();
  joined_peer client(w);
  admin_page page(w);
  for (const char* list :
       {R"(["emit"])", R"(["emit","/",{},"x"])", R"(["emit","/",null,"connect"])", R"(["emit","/none",null,"x"])",
        R"(["join","/"])", R"(["join",1,2,3])", R"(["leave","/",[]])", R"(["_disconnect"])",
        R"(["_disconnect","/",true,""])", R"(["unknown"])"}) {
    page.ask(list);
  }
  w.settle();
  EXPECT_THAT(client.received(), IsEmpty());
  EXPECT_FALSE(page.closed());
  EXPECT_EQ(w.core.namespaces.find("/none"), nullptr);
}

// ---- a page that does not keep up ----

TEST_F(admin_ui, gives_everything_anew_to_a_page_that_fell_behind) {
  start();
  admin_page page(w, 0);
  page.events();
  w.on(0, [&] { page.wire().backlog = 1 << 20; });
  joined_peer one(w, 1);
  one.say(R"(2["lost"])");
  joined_peer two(w, 1);
  w.settle();
  EXPECT_THAT(page.names(), IsEmpty());
  w.on(0, [&] {
    page.wire().backlog = 0;
    page.drain();
  });
  const auto lists = page.events("all_sockets");
  ASSERT_EQ(lists.size(), 1U);
  EXPECT_THAT(lists[0], HasSubstr(one.id));
  EXPECT_THAT(lists[0], HasSubstr(two.id));
  joined_peer three(w, 1);
  EXPECT_THAT(page.names(), ElementsAre("room_joined", "socket_connected"));
}

TEST_F(admin_ui, gives_everything_anew_when_one_turn_was_too_much_and_all_of_it_has_left) {
  start();
  joined_peer client(w, 0);
  admin_page page(w, 0);
  page.events();
  w.on(0, [&] {
    page.wire().backlog = 1 << 20;
    w.of("/").sockets_join("blue");
    page.wire().backlog = 0;  // the socket took it at the end of the turn: nobody says that it has drained
  });
  EXPECT_THAT(page.events("all_sockets"), ElementsAre(HasSubstr("blue")));
}

TEST_F(admin_ui, sends_many_sockets_in_pieces_and_what_happens_meanwhile_after_them) {
  std::vector<socket_ptr> many;
  w.of("/").on_connection([&](const socket_ptr& s) { s->data["filling"] = std::string(15'000, 'x'); });
  start();
  std::vector<std::unique_ptr<joined_peer>> clients;
  for (std::size_t i = 0; i < 40; ++i) clients.push_back(std::make_unique<joined_peer>(w, i % 2));
  // The page takes nothing while it is opened.
  admin_page page(w, 0, "", 1 << 20);
  const auto first = page.events("all_sockets");
  ASSERT_EQ(first.size(), 1U);
  const std::size_t at_once = json::parse(first[0]).at(0).as_array().size();
  EXPECT_LT(at_once, 20U);
  joined_peer late(w, 1);
  clients.pop_back();
  EXPECT_THAT(page.names(), IsEmpty());
  w.on(0, [&] {
    page.wire().backlog = 0;
    page.drain();
  });
  std::string rest;
  for (const std::string& name : page.names()) rest += name + ' ';
  std::string expected;
  for (std::size_t i = at_once; i < 40 + 1; ++i) expected += "socket_connected ";  // the page is one, too
  EXPECT_EQ(rest, expected + "room_joined socket_connected socket_disconnected room_left ");
}

}  // namespace
}  // namespace webchats::socketio
