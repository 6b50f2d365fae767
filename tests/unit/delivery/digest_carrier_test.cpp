#include "delivery/digest_carrier.hpp"

#include <gtest/gtest.h>

#include <exception>
#include <optional>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace webchats::delivery {
namespace {

/// A digest for Bob, whatever it says.
class one_digest final : public chat::digest_repository {
 public:
  one_digest() {
    chat::digest found;
    found.to.email = "bob@example.org";
    found.missed = 1;
    next = found;
  }
  chat::flow<chat::digest> due(const chat::delivery&, chat::instant, std::size_t) override { co_return next; }
  chat::flow<void> put_off(const chat::delivery&, chat::instant) override { co_return chat::outcome<void>{}; }
  chat::flow<void> sent(const chat::delivery&, chat::instant) override {
    ++crossed_out;
    co_return chat::outcome<void>{};
  }
  chat::outcome<chat::digest> next = chat::refuse(chat::not_found{});
  int crossed_out = 0;
};

class scripted_mailer final : public chat::mailer {
 public:
  boost::asio::awaitable<std::expected<void, chat::mail_failure>> send(chat::letter sent) override {
    letters.push_back(std::move(sent));
    co_return answer;
  }
  std::expected<void, chat::mail_failure> answer;
  std::vector<chat::letter> letters;
};

class no_words final : public chat::letter_writer {
 public:
  [[nodiscard]] chat::letter new_password(const chat::new_password_facts&) const override { return {}; }
  [[nodiscard]] chat::letter missed(const chat::missed_facts&) const override { return {}; }
  [[nodiscard]] chat::letter trial(chat::language, std::string_view) const override { return {}; }
};

class no_settings final : public chat::settings_repository {
 public:
  chat::stored_settings load() override { return {}; }
  chat::flow<void> store(chat::user_id, chat::stored_settings, chat::instant) override {
    co_return chat::outcome<void>{};
  }
};

class digest_carrier_test : public testing::Test {
 protected:
  attempt carry() {
    digest_carrier carrier(letters, way);
    chat::delivery sent;
    sent.kind = chat::delivery_kind::digest;
    sent.token = "t";
    sent.what = chat::digest_mail;
    boost::asio::io_context loop{1};
    std::optional<attempt> done;
    boost::asio::co_spawn(loop, carrier.carry(sent), [&](const std::exception_ptr& error, attempt how) {
      if (error) std::rethrow_exception(error);
      done = std::move(how);
    });
    loop.run();
    return done.value();
  }

  const chat::system_clock clock;
  const chat::limits bounds;
  no_settings stored;
  chat::settings chosen{stored, clock, {}};
  no_words words;
  one_digest repository;
  scripted_mailer way;
  chat::digests letters{words, repository, chosen, "https://chat.example", [](chat::user_id) { return true; },
                        clock, bounds};
};

using enum attempt::result;

TEST_F(digest_carrier_test, crosses_out_what_the_mail_server_has_taken) {
  EXPECT_EQ(carry().how, delivered);
  EXPECT_EQ(way.letters.size(), 1U);
  EXPECT_EQ(way.letters.front().to, "bob@example.org");
  EXPECT_EQ(repository.crossed_out, 1);
}

TEST_F(digest_carrier_test, sends_nothing_that_is_put_off_or_has_nothing_to_say) {
  repository.next->last = clock.now();
  EXPECT_EQ(carry().how, put_off);
  repository.next = chat::refuse(chat::not_found{});
  EXPECT_EQ(carry().how, delivered);
  repository.next = chat::refuse(chat::unavailable{});
  EXPECT_EQ(carry().how, failed);
  EXPECT_TRUE(way.letters.empty());
  EXPECT_EQ(repository.crossed_out, 0);
}

TEST_F(digest_carrier_test, tries_again_unless_it_will_never_be_taken) {
  way.answer = std::unexpected(chat::mail_failure{.said = "451 later"});
  EXPECT_EQ(carry().how, failed);
  way.answer = std::unexpected(chat::mail_failure{.lasts = chat::mail_failure::lasting::yes, .said = "550 no"});
  EXPECT_EQ(carry().how, dropped);
  EXPECT_EQ(repository.crossed_out, 0);
}

}  // namespace
}  // namespace webchats::delivery
