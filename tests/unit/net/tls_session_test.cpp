#include "net/tls_session.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "support/tls_client.hpp"

namespace webchats::net {
namespace {

using test::tls_peer;

constexpr int tls_1_1 = 0x0302;
constexpr int tls_1_2 = 0x0303;
constexpr int tls_1_3 = 0x0304;

/// A session as a stream uses it: what comes lies behind the headroom of the buffer that takes the plain bytes.
class server_side {
 public:
  explicit server_side(const tls_context& context) : session(context), buffer_(128 * 1024, '\0') {}

  void feed(std::string_view sealed) {
    while (!sealed.empty() && then == tls_session::next::more) {
      const std::size_t size = std::min(sealed.size(), buffer_.size() - tls_session::headroom);
      std::ranges::copy(sealed.substr(0, size), buffer_.begin() + tls_session::headroom);
      const auto opened = session.open(std::span(buffer_).subspan(tls_session::headroom, size), buffer_);
      plain.append(buffer_, 0, opened.size);
      then = opened.then;
      sealed.remove_prefix(size);
    }
  }
  std::string fetch() {
    std::string bytes(session.unsent());
    session.sent(bytes.size());
    return bytes;
  }

  tls_session session;
  std::string plain;
  tls_session::next then = tls_session::next::more;

 private:
  std::string buffer_;
};

class tls_session_with_a_client : public testing::Test {
 protected:
  /// True when both are done; false when neither has anything to say.
  static bool shake_hands(server_side& server, tls_peer& client) {
    for (;;) {
      const bool done = client.shake_hands();
      const std::string bytes = client.fetch();
      server.feed(bytes);
      const std::string answer = server.fetch();
      client.feed(answer);
      if (done && server.session.established()) return true;
      if (bytes.empty() && answer.empty()) return false;
    }
  }

  test::certificate certificate_{"first"};
  tls_context context_{tls_options{.certificate_chain = certificate_.chain(), .private_key = certificate_.key()}};
};

TEST_F(tls_session_with_a_client, speaks_versions_1_2_and_1_3) {
  for (const int version : {tls_1_2, tls_1_3}) {
    tls_peer client({.version = version});
    server_side server(context_);
    EXPECT_TRUE(server.session.untouched());
    ASSERT_TRUE(shake_hands(server, client));
    EXPECT_FALSE(server.session.untouched());
    client.write("question");
    server.feed(client.fetch());
    EXPECT_EQ(server.plain, "question");
    EXPECT_TRUE(server.session.seal("answer"));
    EXPECT_EQ(server.session.take_sealed(), 6U);
    EXPECT_EQ(server.session.take_sealed(), 0U);
    client.feed(server.fetch());
    EXPECT_EQ(client.read(), "answer");
  }
}

TEST_F(tls_session_with_a_client, refuses_older_versions_with_an_alert) {
  tls_peer client({.version = tls_1_1});
  server_side server(context_);
  EXPECT_FALSE(shake_hands(server, client));
  EXPECT_EQ(server.then, tls_session::next::failed);
  EXPECT_EQ(client.alert(), 70);  // protocol_version
}

TEST_F(tls_session_with_a_client, shakes_hands_wherever_the_bytes_are_cut) {
  for (const int version : {tls_1_2, tls_1_3}) {
    std::size_t longest = 1;
    for (std::size_t cut = 0; cut < longest; ++cut) {
      tls_peer client({.version = version});
      server_side server(context_);
      while (!client.shake_hands()) {
        const std::string bytes = client.fetch();
        longest = std::max(longest, bytes.size());
        const std::size_t at = std::min(cut, bytes.size());
        server.feed(bytes.substr(0, at));
        // Half of a message is nothing to answer.
        if (at < bytes.size()) ASSERT_FALSE(server.session.established());
        server.feed(bytes.substr(at));
        client.feed(server.fetch());
      }
      client.write("hello");
      const std::string bytes = client.fetch();
      const std::size_t at = std::min(cut, bytes.size());
      server.feed(bytes.substr(0, at));
      server.feed(bytes.substr(at));
      ASSERT_EQ(server.plain, "hello") << cut;
    }
  }
}

TEST_F(tls_session_with_a_client, opens_the_same_when_bytes_come_one_by_one) {
  tls_peer client;
  server_side server(context_);
  const auto trickle = [&] {
    const std::string bytes = client.fetch();
    for (const char byte : bytes) server.feed({&byte, 1});
    client.feed(server.fetch());
  };
  while (!client.shake_hands()) trickle();
  const std::string text(20'000, 'x');
  client.write(text);
  trickle();
  EXPECT_EQ(server.plain, text);
}

TEST_F(tls_session_with_a_client, opens_over_its_own_input) {
  tls_peer client;
  server_side server(context_);
  ASSERT_TRUE(shake_hands(server, client));
  std::string text;
  for (int i = 0; text.size() < 1'000'000; ++i) text += std::to_string(i) + ' ';
  // Full records, of which each read ends in the middle of one; then as many small ones as fit.
  client.write(text);
  server.feed(client.fetch());
  EXPECT_EQ(server.plain, text);
  server.plain.clear();
  for (std::size_t at = 0; at < 200'000; at += 10) client.write(std::string_view(text).substr(at, 10));
  server.feed(client.fetch());
  EXPECT_EQ(server.plain, text.substr(0, 200'000));
}

TEST_F(tls_session_with_a_client, agrees_on_a_protocol_or_refuses) {
  tls_peer both({.protocols = {"h2", "http/1.1"}});
  server_side first(context_);
  ASSERT_TRUE(shake_hands(first, both));
  EXPECT_EQ(both.protocol(), "http/1.1");

  tls_peer silent({.protocols = {}});
  server_side second(context_);
  ASSERT_TRUE(shake_hands(second, silent));
  EXPECT_EQ(silent.protocol(), "");

  tls_peer other({.protocols = {"h2"}});
  server_side third(context_);
  EXPECT_FALSE(shake_hands(third, other));
  EXPECT_EQ(other.alert(), 120);  // no_application_protocol
}

TEST_F(tls_session_with_a_client, fails_at_what_is_not_tls) {
  for (const char first : {'\x01', '\x16', '\x80', '\xff'}) {
    server_side server(context_);
    server.feed(std::string(100, first));
    EXPECT_EQ(server.then, tls_session::next::failed) << int{first};
    EXPECT_FALSE(server.session.finish());
  }
}

TEST_F(tls_session_with_a_client, notices_a_changed_byte) {
  tls_peer client;
  server_side server(context_);
  ASSERT_TRUE(shake_hands(server, client));
  client.write("amount: 1");
  std::string bytes = client.fetch();
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  server.feed(bytes);
  EXPECT_EQ(server.then, tls_session::next::failed);
  EXPECT_EQ(server.plain, "");
  client.feed(server.fetch());
  EXPECT_EQ(client.read(), "");
  EXPECT_EQ(client.alert(), 20);  // bad_record_mac
  EXPECT_FALSE(server.session.finish());
}

TEST_F(tls_session_with_a_client, does_not_shake_hands_again) {
  tls_peer client({.version = tls_1_2});
  server_side server(context_);
  ASSERT_TRUE(shake_hands(server, client));
  client.ask_for_new_handshake();
  server.feed(client.fetch());
  EXPECT_EQ(server.then, tls_session::next::more);
  const std::string warning = server.fetch();
  EXPECT_LT(warning.size(), 64U);
  client.feed(warning);
  EXPECT_FALSE(client.shake_hands());
  // And goes on as before with a client that takes the no.
  EXPECT_TRUE(server.session.seal("still here"));
}

TEST_F(tls_session_with_a_client, changes_keys_when_it_is_asked_to) {
  tls_peer client;
  server_side server(context_);
  ASSERT_TRUE(shake_hands(server, client));
  for (int i = 0; i < 1000; ++i) client.ask_for_new_keys();
  client.write("with new keys");
  server.feed(client.fetch());
  EXPECT_EQ(server.plain, "with new keys");
  EXPECT_LT(server.session.unsent().size(), std::size_t{128} * 1024);
  EXPECT_TRUE(server.session.seal("mine too"));
  client.feed(server.fetch());
  EXPECT_EQ(client.read(), "mine too");
}

TEST_F(tls_session_with_a_client, either_side_ends_its_half) {
  tls_peer client;
  server_side server(context_);
  EXPECT_FALSE(server.session.finish());  // nothing has begun
  ASSERT_TRUE(shake_hands(server, client));
  client.write("last words");
  client.finish();
  server.feed(client.fetch());
  EXPECT_EQ(server.plain, "last words");
  EXPECT_EQ(server.then, tls_session::next::ended);
  EXPECT_TRUE(server.session.seal("answer"));
  EXPECT_TRUE(server.session.finish());
  client.feed(server.fetch());
  EXPECT_EQ(client.read(), "answer");
  EXPECT_TRUE(client.ended());
  EXPECT_FALSE(server.session.finish());
}

TEST_F(tls_session_with_a_client, resumes_by_ticket) {
  for (const int version : {tls_1_2, tls_1_3}) {
    tls_peer first({.version = version});
    server_side before(context_);
    ASSERT_TRUE(shake_hands(before, first));
    EXPECT_EQ(first.read(), "");  // the tickets of 1.3
    tls_peer again({.version = version});
    again.resume(first);
    server_side after(context_);
    ASSERT_TRUE(shake_hands(after, again));
    EXPECT_TRUE(again.resumed());
  }
}

TEST_F(tls_session_with_a_client, serves_new_connections_with_the_reloaded_certificate) {
  tls_peer early;
  server_side before(context_);
  ASSERT_TRUE(shake_hands(before, early));
  EXPECT_EQ(early.server_name(), "first");

  certificate_.become(test::certificate("second"));
  const tls_context copy = context_;
  ASSERT_TRUE(copy.reload());
  tls_peer late;
  server_side after(context_);
  ASSERT_TRUE(shake_hands(after, late));
  EXPECT_EQ(late.server_name(), "second");
  // Who was there before notices nothing; a ticket of that time means a full handshake and no failure.
  early.write("still here");
  before.feed(early.fetch());
  EXPECT_EQ(before.plain, "still here");
  tls_peer returning;
  returning.resume(early);
  server_side full(context_);
  ASSERT_TRUE(shake_hands(full, returning));
  EXPECT_FALSE(returning.resumed());
}

TEST_F(tls_session_with_a_client, keeps_the_certificate_when_the_new_one_cannot_be_read) {
  certificate_.spoil();
  const auto outcome = context_.reload();
  ASSERT_FALSE(outcome);
  EXPECT_NE(outcome.error().find(certificate_.chain()), std::string::npos);
  tls_peer client;
  server_side server(context_);
  ASSERT_TRUE(shake_hands(server, client));
  EXPECT_EQ(client.server_name(), "first");
}

std::string complaint(const tls_options& options) {
  try {
    tls_context{options};
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(tls_context, names_the_file_that_is_wrong) {
  const test::certificate good;
  const test::certificate other;
  EXPECT_EQ(complaint({.certificate_chain = "/nowhere/chain.pem", .private_key = good.key()}),
            "certificate chain /nowhere/chain.pem: No such file or directory");
  EXPECT_EQ(complaint({.certificate_chain = good.chain(), .private_key = "/nowhere/key.pem"}),
            "private key /nowhere/key.pem: No such file or directory");
  EXPECT_EQ(complaint({.certificate_chain = good.chain(), .private_key = other.key()}),
            "private key " + other.key() + ": key values mismatch");
  EXPECT_NE(complaint({.certificate_chain = good.key(), .private_key = good.key()}), "");
  EXPECT_NE(complaint({.certificate_chain = good.chain(), .private_key = good.key(), .protocols = {""}}), "");
}

TEST(tls_context, opens_a_locked_key_and_never_asks_for_its_password) {
  const test::certificate locked("test", "secret");
  tls_options options{.certificate_chain = locked.chain(), .private_key = locked.key(), .key_password = "secret"};
  EXPECT_EQ(complaint(options), "");
  for (const std::string& wrong : {std::string("wrong"), std::string(), std::string(5000, 'x')}) {
    options.key_password = wrong;
    EXPECT_NE(complaint(options), "");
  }
}

}  // namespace
}  // namespace webchats::net
