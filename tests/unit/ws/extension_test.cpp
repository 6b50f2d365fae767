#include "ws/extension.hpp"

#include <gtest/gtest.h>

#include <string>

#include "ws/token.hpp"

namespace webchats::ws {
namespace {

TEST(offers_deflate, takes_what_clients_send) {
  for (const char* offer : {
           "permessage-deflate",
           "permessage-deflate; client_max_window_bits",
           "Permessage-Deflate;Client_Max_Window_Bits",
           "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
           "permessage-deflate; client_max_window_bits=10",
           "permessage-deflate; client_max_window_bits=\"10\"",
           "permessage-deflate; server_max_window_bits=15",
           "x-webkit-deflate-frame, permessage-deflate",
           "permessage-deflate; server_max_window_bits=10, permessage-deflate",
           "foo; bar=\"baz\" , , permessage-deflate ;\tclient_max_window_bits",
       }) {
    EXPECT_TRUE(offers_deflate(offer)) << offer;
  }
}

TEST(offers_deflate, passes_over_what_it_cannot_keep) {
  for (const char* offer : {
           "",
           ",",
           "permessage-deflat",
           "x-webkit-deflate-frame",
           "permessage-deflate; unknown",
           "permessage-deflate; server_max_window_bits=10",
           "permessage-deflate; server_max_window_bits",
           "permessage-deflate; client_max_window_bits=7",
           "permessage-deflate; client_max_window_bits=16",
           "permessage-deflate; client_max_window_bits=010",
           "permessage-deflate; server_no_context_takeover=1",
           "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
       }) {
    EXPECT_FALSE(offers_deflate(offer)) << offer;
  }
}

TEST(offers_deflate, finds_nothing_in_what_breaks_the_grammar) {
  for (const char* offer :
       {"permessage-deflate;", "permessage-deflate; =10", "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"10", "permessage-deflate client_max_window_bits",
        "permessage-deflate, \"x", "permessage-deflate; a=\"\"", "(permessage-deflate)"}) {
    EXPECT_FALSE(offers_deflate(offer)) << offer;
  }
}

TEST(has_token, finds_an_element_of_a_list_in_any_case) {
  EXPECT_TRUE(has_token("Upgrade", "upgrade"));
  EXPECT_TRUE(has_token("keep-alive, UPGRADE ", "upgrade"));
  EXPECT_TRUE(has_token(",,\tupgrade", "upgrade"));
  EXPECT_FALSE(has_token("keep-alive", "upgrade"));
  EXPECT_FALSE(has_token("upgraded, up grade", "upgrade"));
  EXPECT_FALSE(has_token("", "upgrade"));
}

}  // namespace
}  // namespace webchats::ws
