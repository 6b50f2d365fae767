#include "delivery/push_carrier.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <map>
#include <optional>
#include <string>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include "base/base64.hpp"

namespace webchats::delivery {
namespace {

/// One subscription, and what it is to be told.
class scripted_subscriptions final : public chat::push_repository {
 public:
  chat::flow<void> put(chat::new_push_subscription) override { co_return chat::outcome<void>{}; }
  chat::flow<void> remove(chat::user_id, chat::session_id) override { co_return chat::outcome<void>{}; }
  chat::flow<chat::push_subscription> of(chat::user_id, chat::session_id) override {
    co_return chat::refuse(chat::not_found{});
  }
  chat::flow<chat::due_push> due(const chat::delivery&) override { co_return next; }
  chat::flow<void> forget(chat::push_subscription_id gone) override {
    forgotten.push_back(gone.value);
    co_return chat::outcome<void>{};
  }

  chat::outcome<chat::due_push> next = chat::refuse(chat::not_found{});
  std::vector<std::int64_t> forgotten;
};

class scripted_client final : public chat::web_client {
 public:
  boost::asio::awaitable<std::expected<chat::web_answer, chat::web_failure>> post(chat::web_request asked) override {
    requests.push_back(std::move(asked));
    co_return answer;
  }
  std::expected<chat::web_answer, chat::web_failure> answer = chat::web_answer{201, ""};
  std::vector<chat::web_request> requests;
};

class push_carrier_test : public testing::Test {
 protected:
  push_carrier_test() {
    chat::due_push told;
    told.subscription = {.id = {7}, .user = {3}, .to = target("https://push.example/abc")};
    told.room = {12};
    told.seq = {57};
    told.room_name = "ops";
    told.author = "Ann";
    told.text = "disk full";
    told.unread = 4;
    subscriptions.next = told;
  }

  static chat::push_target target(std::string endpoint) {
    return {.endpoint = std::move(endpoint),
            .p256dh = base::base64url(p256_key::generate().public_bytes()),
            .auth = base::base64url(std::string(16, 'a'))};
  }

  attempt carry(std::chrono::hours age = std::chrono::hours(0)) {
    push_carrier carrier(subscriptions, client, door, [this](chat::user_id) { return away; }, clock);
    chat::delivery sent;
    sent.kind = chat::delivery_kind::push;
    sent.target = 7;
    sent.created = clock.now() - age;
    boost::asio::io_context loop{1};
    std::optional<attempt> done;
    boost::asio::co_spawn(loop, carrier.carry(sent), [&](const std::exception_ptr& error, attempt how) {
      if (error) std::rethrow_exception(error);
      done = std::move(how);
    });
    loop.run();
    return done.value();
  }
  std::map<std::string, std::string> headers() {
    return {client.requests.at(0).headers.begin(), client.requests.at(0).headers.end()};
  }

  const chat::system_clock clock;
  scripted_subscriptions subscriptions;
  scripted_client client;
  const std::vector<std::string> allowed{"127.0.0.1"};
  const push_door door{p256_key::generate().text(), "mailto:op@chat.example", address_guard(allowed)};
  bool away = true;
};

using enum attempt::result;

TEST_F(push_carrier_test, brings_a_sealed_message_that_replaces_the_last_one_of_its_room) {
  EXPECT_EQ(carry().how, delivered);
  ASSERT_EQ(client.requests.size(), 1U);
  EXPECT_EQ(client.requests[0].url, "https://push.example/abc");
  auto sent = headers();
  EXPECT_EQ(sent["Content-Encoding"], "aes128gcm");
  EXPECT_EQ(sent["Topic"], "room-12");
  EXPECT_EQ(sent["Urgency"], "normal");
  EXPECT_GT(std::stoi(sent["TTL"]), 86'000);
  EXPECT_TRUE(sent["Authorization"].starts_with("vapid t="));
  EXPECT_FALSE(client.requests[0].body.contains("disk full"));
}

TEST_F(push_carrier_test, wakes_a_device_for_whom_a_message_names_or_speaks_to) {
  subscriptions.next->mentions = true;
  EXPECT_EQ(carry().how, delivered);
  EXPECT_EQ(headers()["Urgency"], "high");
  client.requests.clear();
  subscriptions.next->mentions = false;
  subscriptions.next->kind = chat::room_kind::direct;
  EXPECT_EQ(carry().how, delivered);
  EXPECT_EQ(headers()["Urgency"], "high");
}

TEST_F(push_carrier_test, sends_nothing_when_there_is_nothing_to_tell_or_somebody_is_there) {
  away = false;
  EXPECT_EQ(carry().how, delivered);
  away = true;
  EXPECT_EQ(carry(std::chrono::hours(25)).how, delivered);
  subscriptions.next = chat::refuse(chat::not_found{});
  EXPECT_EQ(carry().how, delivered);
  EXPECT_TRUE(client.requests.empty());
  subscriptions.next = chat::refuse(chat::unavailable{});
  EXPECT_EQ(carry().how, failed);
}

TEST_F(push_carrier_test, wakes_nobody_who_wants_no_notifications) {
  subscriptions.next->wishes.presence = chat::chosen_presence::dnd;
  EXPECT_EQ(carry().how, delivered);
  subscriptions.next->wishes.presence = chat::chosen_presence::online;
  const auto now = clock.now();
  const std::chrono::minutes day = std::chrono::hours(24);
  const auto minute = std::chrono::floor<std::chrono::minutes>(now - std::chrono::floor<std::chrono::days>(now));
  const auto hours = [&](std::chrono::minutes from, std::chrono::minutes to) {
    return chat::quiet_hours{(minute + day + from) % day, (minute + day + to) % day};
  };
  subscriptions.next->wishes.hours = hours(std::chrono::hours(-1), std::chrono::hours(1));
  EXPECT_EQ(carry().how, delivered);
  EXPECT_TRUE(client.requests.empty());
  // Before the quiet hours it is sent, but not kept for a device that is off until they have begun.
  subscriptions.next->wishes.hours = hours(std::chrono::hours(2), std::chrono::hours(10));
  EXPECT_EQ(carry().how, delivered);
  ASSERT_EQ(client.requests.size(), 1U);
  EXPECT_LE(std::stoi(headers()["TTL"]), 7'200);
  EXPECT_GE(std::stoi(headers()["TTL"]), 7'000);
}

TEST_F(push_carrier_test, forgets_a_subscription_that_its_service_does_not_know_and_tries_again_otherwise) {
  for (const unsigned status : {404U, 410U}) {
    client.answer = chat::web_answer{status, ""};
    EXPECT_EQ(carry().how, delivered);
  }
  EXPECT_EQ(subscriptions.forgotten, (std::vector<std::int64_t>{7, 7}));
  for (const unsigned status : {400U, 403U, 413U, 429U, 500U, 301U}) {
    client.answer = chat::web_answer{status, ""};
    EXPECT_EQ(carry().how, failed) << status;
  }
  client.answer = std::unexpected(chat::web_failure::unreachable);
  EXPECT_EQ(carry().how, failed);
  EXPECT_EQ(subscriptions.forgotten.size(), 2U);
}

TEST_F(push_carrier_test, says_what_was_written_only_where_that_is_wanted_and_not_all_of_it) {
  auto told = subscriptions.next.value();
  told.text = std::string(5'000, 'x');
  told.author = std::string(5'000, 'y');
  told.room_name = std::string(5'000, 'z');
  EXPECT_LT(push_payload(told).size(), 3'000U);
  auto said = boost::json::parse(push_payload(told)).as_object();
  EXPECT_EQ(said.at("room").as_int64(), 12);
  EXPECT_EQ(said.at("seq").as_int64(), 57);
  EXPECT_EQ(said.at("unread").as_int64(), 4);
  told.subscription.text = chat::push_text::no;
  said = boost::json::parse(push_payload(told)).as_object();
  EXPECT_FALSE(said.contains("text"));
  told.kind = chat::room_kind::direct;
  told.author = "Ann";
  EXPECT_EQ(boost::json::parse(push_payload(told)).at("title").as_string(), "Ann");
}

TEST_F(push_carrier_test, goes_to_https_alone_and_to_what_the_operator_named) {
  EXPECT_TRUE(door.may_reach("https://push.example/abc"));
  EXPECT_TRUE(door.may_reach("http://127.0.0.1:8080/abc"));
  for (const auto* refused : {"http://push.example/abc", "http://127.0.0.2/abc", "http://localhost/abc",
                              "https://user@push.example/abc", "ftp://push.example/abc", "push.example", ""}) {
    EXPECT_FALSE(door.may_reach(refused)) << refused;
  }
}

}  // namespace
}  // namespace webchats::delivery
