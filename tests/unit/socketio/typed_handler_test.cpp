#include "socketio/typed_handler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/describe.hpp>

#include "world.hpp"

namespace webchats::socketio {
namespace {

using boost::asio::awaitable;
using testing::ElementsAre;
using testing::IsEmpty;

struct message {
  std::string text;
  std::optional<int> priority;
};
BOOST_DESCRIBE_STRUCT(message, (), (text, priority))

using namespace_sync = std::function<void(socket&, arguments, acknowledge)>;
using namespace_async = std::function<awaitable<void>(socket_ptr, arguments, acknowledge)>;
using socket_sync = std::function<void(arguments, acknowledge)>;
using socket_async = std::function<awaitable<void>(arguments, acknowledge)>;

/// Lets others run before it goes on.
awaitable<void> pause() {
  co_await boost::asio::post(co_await boost::asio::this_coro::executor, boost::asio::use_awaitable);
}

int add(int a, int b) { return a + b; }
int add_noexcept(int a, int b) noexcept { return a + b; }

/// A client of a namespace and its events "e", which go to typed handlers.
struct typed_event : testing::Test {
  void on_event(namespace_sync action) {
    w.of("/").on("e", [this, action = std::move(action)](socket& self, arguments values, acknowledge ack) {
      try {
        action(self, std::move(values), std::move(ack));
      } catch (const bad_arguments& error) {
        errors.emplace_back(error.what());
      }
    });
  }
  void on_event(namespace_async action) {
    on_event([this, action = std::move(action)](socket& self, arguments values, acknowledge ack) {
      boost::asio::co_spawn(self.loop().context(), action(self.shared_from_this(), std::move(values), std::move(ack)),
                            [this](const std::exception_ptr& error) {
                              ++ended;
                              failed += error != nullptr;
                            });
    });
  }
  template <typename Handler>
  void on(Handler handler) {
    on_event(adapt_namespace_handler(std::move(handler)));
  }
  /// Sends the packets; what the server sends back.
  std::vector<std::string> say(std::initializer_list<std::string_view> packets) {
    if (!p) {
      w.start();
      p = std::make_unique<joined_peer>(w);
    }
    p->say(packets);
    w.settle();
    return p->received();
  }

  const arguments empty;
  const std::string name = "x";
  std::vector<std::string> seen;
  std::vector<std::string> errors;
  int ended = 0;
  int failed = 0;
  world w;
  std::unique_ptr<joined_peer> p;
};

TEST_F(typed_event, gives_its_arguments_to_the_handler) {
  on([this](socket& from, const std::string& room, const message& said, std::optional<int> limit,
            const acknowledge& ack) {
    seen.push_back(room + said.text + (limit ? std::to_string(*limit) : "-"));
    from.emit("heard", make_arguments(said));
    ack(make_arguments("ok", said));
  });
  EXPECT_THAT(say({R"(21["e","room",{"text":"hi"}])", R"(22["e","room",{"text":"ho","priority":2},7,"surplus"])"}),
              ElementsAre(R"(2["heard",{"text":"hi"}])", R"(31["ok",{"text":"hi"}])",
                          R"(2["heard",{"text":"ho","priority":2}])", R"(32["ok",{"text":"ho","priority":2}])"));
  EXPECT_THAT(seen, ElementsAre("roomhi-", "roomho7"));
}

TEST_F(typed_event, is_answered_with_what_the_handler_returns) {
  on([](int a, int b) { return a + b; });
  EXPECT_THAT(say({R"(21["e",1,2])", R"(2["e",1,2])"}), ElementsAre("31[3]"));
}

TEST_F(typed_event, is_answered_with_several_values_when_the_handler_makes_arguments) {
  on([](const std::vector<int>& list) { return make_arguments(list.size(), list); });
  EXPECT_THAT(say({R"(21["e",[4,5]])"}), ElementsAre("31[2,[4,5]]"));
}

TEST_F(typed_event, is_answered_with_what_the_handler_refers_to) {
  on([this, kept = arguments{1, 2}](bool all) -> const arguments& { return all ? kept : empty; });
  w.of("/").on("s", adapt_namespace_handler([this]() -> const std::string& { return name; }));
  EXPECT_THAT(say({R"(21["e",true])", R"(22["e",false])", R"(23["s"])"}), ElementsAre("31[1,2]", "32[]", R"(33["x"])"));
}

TEST_F(typed_event, goes_to_functions) {
  on(add);
  w.of("/").on("n", adapt_namespace_handler(&add_noexcept));
  EXPECT_THAT(say({R"(21["e",1,2])", R"(22["n",3,4])"}), ElementsAre("31[3]", "32[7]"));
}

TEST_F(typed_event, goes_to_a_handler_that_wants_nothing) {
  on([this] { seen.emplace_back("called"); });
  EXPECT_THAT(say({R"(21["e",1,2])"}), IsEmpty());
  EXPECT_THAT(seen, ElementsAre("called"));
}

TEST_F(typed_event, gives_views_of_strings_that_live_during_the_call) {
  on([this](std::string_view text, const std::string_view& more) { seen.push_back(std::string(text).append(more)); });
  static_cast<void>(say({R"(2["e","a long text that is stored outside of its string","x"])"}));
  EXPECT_THAT(seen, ElementsAre("a long text that is stored outside of its stringx"));
}

TEST_F(typed_event, gives_what_is_left_to_a_rest) {
  on([](const std::string& first, rest<int> more, const acknowledge& ack) { ack(make_arguments(first, more)); });
  EXPECT_THAT(say({R"(21["e","x",1,2])", R"(22["e","x"])"}), ElementsAre(R"(31["x",1,2])", R"(32["x"])"));
}

TEST_F(typed_event, gives_all_arguments_as_they_came) {
  on([](socket& from, const arguments& all) { from.emit("back", all); });
  EXPECT_THAT(say({R"(51-["e",1,{"_placeholder":true,"num":0}])", "!bytes"}),
              ElementsAre(R"(51-["back",1,{"_placeholder":true,"num":0}])", "!bytes"));
}

TEST_F(typed_event, carries_bytes_both_ways) {
  on([](const base::shared_buffer& bytes) { return std::pair(bytes.size(), bytes); });
  EXPECT_THAT(say({R"(51-7["e",{"_placeholder":true,"num":0}])", "!bytes"}),
              ElementsAre(R"(61-7[[5,{"_placeholder":true,"num":0}]])", "!bytes"));
}

TEST_F(typed_event, lets_a_handler_keep_the_socket) {
  socket_ptr kept;
  on([&](socket_ptr from) { kept = std::move(from); });
  static_cast<void>(say({R"(2["e"])"}));
  EXPECT_EQ(kept->id(), p->id);
}

TEST_F(typed_event, does_not_call_the_handler_with_what_does_not_fit) {
  on([this](const std::string&, const message&) { seen.emplace_back("called"); });
  EXPECT_THAT(say({R"(21["e","x",{"text":7}])", R"(22["e","x"])", R"(23["e"])"}), IsEmpty());
  EXPECT_THAT(seen, IsEmpty());
  EXPECT_THAT(errors,
              ElementsAre(R"(argument 2, member "text": expected a string, got a number)",
                          "argument 2: expected an object, got nothing", "argument 1: expected a string, got nothing"));
}

TEST_F(typed_event, takes_move_only_handlers) {
  on([this, kept = std::make_unique<int>(7)](int more) { seen.push_back(std::to_string(*kept + more)); });
  static_cast<void>(say({R"(2["e",1])"}));
  EXPECT_THAT(seen, ElementsAre("8"));
}

TEST_F(typed_event, goes_to_generic_handlers_as_it_is) {
  on([this](auto& from, const auto& all, const auto& ack) {
    seen.push_back(from.id() == p->id ? std::to_string(all.size()) : "");
    ack(all);
  });
  EXPECT_THAT(say({R"(21["e",1,2])"}), ElementsAre("31[1,2]"));
  EXPECT_THAT(seen, ElementsAre("2"));
}

/// Notes when it is destroyed; a handler that captures it must outlive its coroutines.
struct captured {
  std::vector<std::string>* log;
  explicit captured(std::vector<std::string>& to) : log(&to) {}
  captured(const captured&) = delete;
  captured& operator=(const captured&) = delete;
  ~captured() { log->emplace_back("destroyed"); }
};

TEST_F(typed_event, goes_to_coroutines) {
  on([](socket& from, std::string text, const message& said, const acknowledge& ack) -> awaitable<void> {
    co_await pause();
    from.emit("later", make_arguments(text));
    co_await pause();
    ack(make_arguments(said));
  });
  EXPECT_THAT(say({R"(21["e","a text that is longer than a short string",{"text":"this one is long as well"}])"}),
              ElementsAre(R"(2["later","a text that is longer than a short string"])",
                          R"(31[{"text":"this one is long as well"}])"));
  EXPECT_EQ(ended, 1);
}

TEST_F(typed_event, is_answered_with_what_a_coroutine_returns) {
  on([](socket_ptr, int a, int b) -> awaitable<int> {
    co_await pause();
    co_return a + b;
  });
  EXPECT_THAT(say({R"(21["e",1,2])", R"(22["e",3,4])", R"(2["e",3,4])"}), ElementsAre("31[3]", "32[7]"));
  EXPECT_EQ(ended, 3);
}

TEST_F(typed_event, is_answered_with_arguments_that_a_coroutine_makes) {
  on([](const arguments& all) -> awaitable<arguments> {
    co_await pause();
    co_return all;
  });
  EXPECT_THAT(say({R"(21["e",1,2])"}), ElementsAre("31[1,2]"));
}

TEST_F(typed_event, refuses_arguments_before_a_coroutine_begins) {
  on([this](int) -> awaitable<void> {
    seen.emplace_back("called");
    co_return;
  });
  EXPECT_THAT(say({R"(21["e","x"])"}), IsEmpty());
  EXPECT_THAT(errors, ElementsAre("argument 1: expected an integer, got a string"));
  EXPECT_EQ(ended, 0);
}

TEST_F(typed_event, tells_what_a_coroutine_throws) {
  on([](int) -> awaitable<void> {
    co_await pause();
    throw std::runtime_error("broken");
  });
  static_cast<void>(say({R"(21["e",1])"}));
  EXPECT_EQ(failed, 1);
}

TEST_F(typed_event, goes_to_generic_coroutines_as_it_is) {
  on([](auto& from, arguments all, auto ack) -> awaitable<void> {
    co_await pause();
    ack({from.connected(), all.size()});
  });
  EXPECT_THAT(say({R"(21["e",1,2])"}), ElementsAre("31[true,2]"));
}

struct service {
  int factor;
  awaitable<void> multiply(const socket_ptr& from, const arguments& all, const acknowledge& ack) const {
    co_await pause();
    if (from->connected()) ack({factor * all[0].as_int64()});
  }
};

TEST_F(typed_event, goes_to_what_is_bound_to_an_object) {
  on(std::bind_front(&service::multiply, service{.factor = 3}));
  EXPECT_THAT(say({R"(21["e",7])"}), ElementsAre("31[21]"));
}

TEST(adapt_socket_handler, calls_without_a_socket) {
  std::vector<std::string> seen;
  const socket_sync typed = adapt_socket_handler([&](const std::string& text, std::optional<int> n, acknowledge ack) {
    seen.push_back(text + (n ? std::to_string(*n) : "") + (ack.expected() ? "?" : ""));
  });
  typed(make_arguments("x", 1), {});
  typed(make_arguments("y"), {});
  const socket_sync raw = adapt_socket_handler([&](const arguments& all, const acknowledge&) {  //
    seen.push_back(std::to_string(all.size()));
  });
  raw(make_arguments(1, 2, 3), {});
  const socket_sync generic =
      adapt_socket_handler([&](const auto& all, auto) { seen.push_back(all[0].as_string().c_str()); });
  generic(make_arguments("generic"), {});
  const socket_sync counting = adapt_socket_handler([&, n = 0]() mutable { seen.push_back(std::to_string(++n)); });
  counting({}, {});
  counting({}, {});
  EXPECT_THAT(seen, ElementsAre("x1", "y", "3", "generic", "1", "2"));
  EXPECT_THROW(typed(make_arguments(7), {}), bad_arguments);
}

TEST(adapt_socket_handler, keeps_what_a_coroutine_captures_until_it_ends) {
  boost::asio::io_context context;
  std::vector<std::string> log;
  socket_async handler = adapt_socket_handler(
      [kept = std::make_unique<captured>(log)](std::string_view text, const std::string& more) -> awaitable<void> {
        co_await pause();
        kept->log->push_back(std::string(text).append(more));
      });
  arguments packet = make_arguments("a text that is stored outside of its string", "x");
  boost::asio::co_spawn(context, handler(std::move(packet), {}),
                        [](const std::exception_ptr& error) { EXPECT_FALSE(error); });
  handler = nullptr;  // the list of handlers is changed meanwhile
  context.run();
  EXPECT_THAT(log, ElementsAre("a text that is stored outside of its stringx", "destroyed"));
}

TEST(adapt_socket_handler, does_not_begin_a_coroutine_that_nobody_awaits) {
  bool called = false;
  const socket_async handler = adapt_socket_handler([&]() -> awaitable<void> {
    called = true;
    co_return;
  });
  static_cast<void>(handler({}, {}));
  EXPECT_FALSE(called);
}

TEST(bad_arguments, says_what_is_wrong) {
  const socket_sync handler = adapt_socket_handler([](message) {});
  try {
    handler(make_arguments(std::map<std::string, int>{{"text", 1}}), {});
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), R"(argument 1, member "text": expected a string, got a number)");
    const auto* bad = dynamic_cast<const bad_arguments*>(&error);
    ASSERT_NE(bad, nullptr);
    EXPECT_EQ(bad->why().where, R"(argument 1, member "text")");
    EXPECT_EQ(bad->why().expected, "a string");
    EXPECT_EQ(bad->why().got, "a number");
  }
}

/// What keeps a callable from being a handler.
template <typename Handler>
constexpr handler_fault on_namespace(Handler) {
  return call_plan<handler_owner::whole_namespace, Handler>::fault;
}
template <typename Handler>
constexpr handler_fault on_socket(Handler) {
  return call_plan<handler_owner::one_socket, Handler>::fault;
}

TEST(call_plan, knows_what_can_be_called) {
  using enum handler_fault;
  const auto ack_first = [](const acknowledge&, int) {};
  EXPECT_EQ(on_namespace(ack_first), acknowledge_misplaced);
  EXPECT_EQ(on_socket(ack_first), acknowledge_misplaced);
  const auto socket_last = [](int, socket&) {};
  EXPECT_EQ(on_namespace(socket_last), socket_misplaced);
  const auto socket_first = [](socket&, int) {};
  EXPECT_EQ(on_namespace(socket_first), none);
  EXPECT_EQ(on_socket(socket_first), socket_misplaced);
  EXPECT_EQ(on_socket([](const socket_ptr&) {}), socket_misplaced);
  EXPECT_EQ(on_namespace([](const socket&, const acknowledge&) {}), none);
  const auto rest_first = [](rest<int>, int) {};
  EXPECT_EQ(on_namespace(rest_first), rest_misplaced);
  EXPECT_EQ(on_namespace([](socket&, int, const rest<int>&, acknowledge) {}), none);
  EXPECT_EQ(on_namespace([](const arguments&, int) {}), arguments_not_alone);
  EXPECT_EQ(on_namespace([](std::string&) {}), mutable_reference);
  EXPECT_EQ(on_socket([](int, acknowledge&) {}), mutable_reference);
  EXPECT_EQ(on_socket([](std::string&&, const acknowledge&&) {}), none);
  EXPECT_EQ(on_namespace([](int, const acknowledge&) { return 1; }), answers_twice);
  EXPECT_EQ(on_namespace([](int, acknowledge) -> awaitable<int> { co_return 1; }), answers_twice);
  EXPECT_EQ(on_namespace([](int, acknowledge) -> awaitable<void> { co_return; }), none);
  const auto counting = [n = 0]() mutable { return ++n; };
  EXPECT_EQ(on_namespace(counting), mutable_handler);
  EXPECT_EQ(on_socket(counting), none);
  EXPECT_EQ(on_namespace([](auto) {}), not_callable);
  EXPECT_EQ(on_namespace([](auto&, auto, auto) {}), none);
  EXPECT_EQ(on_namespace(7), not_callable);
}

/// What an adapted handler is.
template <typename Wanted, typename Adapted>
constexpr bool is(const Adapted&) {
  return std::is_same_v<Wanted, Adapted>;
}

TEST(adapt_namespace_handler, makes_the_form_that_namespaces_keep) {
  EXPECT_TRUE(is<namespace_sync>(adapt_namespace_handler([](int) {})));
  EXPECT_TRUE(is<namespace_sync>(adapt_namespace_handler([](int) { return 1; })));
  EXPECT_TRUE(is<namespace_async>(adapt_namespace_handler([](int) -> awaitable<int> { co_return 1; })));
  EXPECT_TRUE(is<namespace_async>(
      adapt_namespace_handler([](socket_ptr, arguments, acknowledge) -> awaitable<void> { co_return; })));
  EXPECT_TRUE(is<socket_sync>(adapt_socket_handler(add)));
  EXPECT_TRUE(is<socket_async>(adapt_socket_handler([](int) -> awaitable<void> { co_return; })));
}

TEST(adapt_namespace_handler, leaves_a_raw_handler_as_it_is) {
  const auto raw = [](socket&, arguments, acknowledge) {};
  const namespace_sync kept = adapt_namespace_handler(raw);
  EXPECT_EQ(kept.target_type(), typeid(raw));
  const namespace_sync function(raw);
  EXPECT_EQ(adapt_namespace_handler(function).target_type(), typeid(raw));
}

}  // namespace
}  // namespace webchats::socketio
