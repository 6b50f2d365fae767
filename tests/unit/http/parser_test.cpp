#include "http/parser.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/for_each_split.hpp"

namespace webchats::http {
namespace {

/// What came out of a run of bytes.
struct outcome {
  std::vector<request> requests;
  std::optional<parse_error> error;
};

using pieces_view = std::span<const std::string_view>;

outcome parse(pieces_view pieces, std::size_t body_limit = 1000, const parser_limits& limits = {}) {
  outcome out;
  parser reader(limits);
  for (std::string_view piece : pieces) {
    // A piece is fed until it is used up and the parser wants more.
    for (bool fed = false; !fed || !piece.empty();) {
      const auto step = reader.feed(piece);
      fed = true;
      if (!step) {
        out.error = step.error();
        return out;
      }
      piece.remove_prefix(step->consumed);
      if (step->what == parser::event::head) {
        if (const auto allowed = reader.limit_body(body_limit); !allowed) {
          out.error = allowed.error();
          return out;
        }
        fed = false;  // a request without a body is complete without another byte
      } else if (step->what == parser::event::complete) {
        out.requests.push_back(reader.take());
      } else {
        EXPECT_TRUE(piece.empty());
      }
    }
  }
  return out;
}

outcome parse(const std::string& bytes, std::size_t body_limit = 1000) {
  const std::string_view piece = bytes;
  return parse({&piece, 1}, body_limit);
}

request only(const outcome& out) {
  EXPECT_FALSE(out.error.has_value());
  if (out.requests.size() != 1) {
    ADD_FAILURE() << out.requests.size() << " requests";
    return {};
  }
  return out.requests.front();
}

TEST(parser, reads_a_request_however_it_is_cut) {
  test::for_each_split(
      "POST /a/b?x=1 HTTP/1.1\r\nHost: h:80\r\nContent-Length: 5\r\nX-Empty:\r\nX-Space:  a b\t\r\n\r\nhello",
      [](pieces_view pieces) {
        const request got = only(parse(pieces));
        EXPECT_EQ(got.method, method::post);
        EXPECT_EQ(got.target, "/a/b?x=1");
        EXPECT_EQ(got.body, "hello");
        EXPECT_EQ(got.header("host"), "h:80");
        EXPECT_EQ(got.header("x-empty"), "");
        EXPECT_EQ(got.header("x-space"), "a b");
        EXPECT_EQ(got.header("x-none"), std::nullopt);
        EXPECT_TRUE(got.keep_alive);
        EXPECT_FALSE(got.upgrade);
      });
}

TEST(parser, reads_chunks_however_they_are_cut) {
  test::for_each_split(
      "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nX-T: "
      "1\r\n\r\n",
      [](pieces_view pieces) {
        const request got = only(parse(pieces));
        EXPECT_EQ(got.body, "hello0123456789");
        EXPECT_EQ(got.header("x-t"), std::nullopt) << "a trailer must not become a header";
      });
}

TEST(parser, separates_pipelined_requests_however_they_are_cut) {
  test::for_each_split(
      "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab\r\n"
      "POST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nGET /4 HTTP/1.0\r\n\r\n",
      [](pieces_view pieces) {
        const outcome out = parse(pieces);
        ASSERT_FALSE(out.error.has_value());
        ASSERT_EQ(out.requests.size(), 4U);
        EXPECT_EQ(out.requests[0].target, "/1");
        EXPECT_EQ(out.requests[1].body, "ab");
        EXPECT_EQ(out.requests[2].body, "x");
        EXPECT_EQ(out.requests[3].target, "/4");
        EXPECT_TRUE(out.requests[2].keep_alive);
        EXPECT_FALSE(out.requests[3].keep_alive);
      });
}

TEST(parser, keep_alive_follows_version_and_connection_header) {
  const auto keeps = [](std::string_view text) { return only(parse(std::string(text))).keep_alive; };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: foo, Close\r\n\r\n"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0\r\nHost: h\r\n\r\n"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(parser, upgrade_is_for_get_without_a_body) {
  const auto upgrades = [](std::string_view text) { return only(parse(std::string(text))).upgrade; };
  EXPECT_TRUE(upgrades("GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n"));
  EXPECT_FALSE(upgrades("GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n"));
  EXPECT_FALSE(upgrades("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\n\r\n"));
  EXPECT_FALSE(upgrades("GET / HTTP/1.0\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"));
  EXPECT_FALSE(
      upgrades("POST / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
               "Content-Length: 2\r\n\r\nab"));
}

TEST(parser, what_follows_an_upgrade_request_is_not_read) {
  parser_limits limits;
  parser reader(limits);
  const std::string_view head = "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const std::string bytes = std::string(head) + "\x81\x80garbage";
  auto step = reader.feed(bytes);
  ASSERT_TRUE(step && step->what == parser::event::head);
  EXPECT_EQ(step->consumed, head.size());
  step = reader.feed(std::string_view(bytes).substr(step->consumed));
  ASSERT_TRUE(step && step->what == parser::event::complete);
  EXPECT_EQ(step->consumed, 0U);
}

TEST(parser, an_announced_body_over_the_limit_is_refused_before_it_is_read) {
  const outcome out = parse("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n");
  EXPECT_EQ(out.error, parse_error::body_too_large);
  EXPECT_EQ(only(parse("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc", 3)).body, "abc");
}

TEST(parser, a_chunked_body_over_the_limit_is_refused_when_it_passes_it) {
  test::for_each_split("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
                       [](pieces_view pieces) {
                         EXPECT_EQ(parse(pieces, 3).error, parse_error::body_too_large);
                         EXPECT_EQ(only(parse(pieces, 4)).body, "abcd");
                       });
}

TEST(parser, limits_head_bytes_header_count_and_target) {
  const std::string line = "GET / HTTP/1.1\r\nHost: h\r\n";
  EXPECT_EQ(parse(line + "X: " + std::string(20'000, 'a') + "\r\n\r\n").error, parse_error::head_too_large);
  EXPECT_EQ(parse(line + "X: " + std::string(20'000, 'a')).error, parse_error::head_too_large);
  std::string many = line;
  for (int i = 0; i < 100; ++i) many += "x: y\r\n";
  EXPECT_EQ(parse(many + "\r\n").error, parse_error::head_too_large);
  EXPECT_EQ(parse("GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n").error,
            parse_error::target_too_long);
  EXPECT_EQ(parse(std::string(20'000, '\r')).error, parse_error::malformed);
  std::string empty_lines;
  for (int i = 0; i < 10'000; ++i) empty_lines += "\r\n";
  EXPECT_EQ(parse(empty_lines).error, parse_error::head_too_large);
}

TEST(parser, limits_chunk_extensions_and_trailers) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(parse(head + "1;" + std::string(70'000, 'x')).error, parse_error::malformed);
  EXPECT_EQ(parse(head + "1;" + std::string(300, 'x') + "\r\na\r\n0\r\n\r\n").error, parse_error::malformed);
  EXPECT_EQ(parse(head + std::string(300, '0') + "1\r\na\r\n0\r\n\r\n").error, parse_error::malformed);
  EXPECT_TRUE(parse(head + "0\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n").error.has_value());
  std::string trailers = head + "0\r\n";
  for (int i = 0; i < 200; ++i) trailers += "a: b\r\n";
  EXPECT_EQ(parse(trailers + "\r\n").error, parse_error::head_too_large);
}

TEST(parser, reads_chunks_of_one_byte_but_not_framing_for_its_own_sake) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string bytes = head;
  for (int i = 0; i < 50'000; ++i) bytes += "1\r\nx\r\n";
  EXPECT_EQ(only(parse(bytes + "0\r\n\r\n", 50'000)).body, std::string(50'000, 'x'));
  bytes = head;
  for (int i = 0; i < 1'000; ++i) bytes += "1;" + std::string(200, 'y') + "\r\nx\r\n";
  EXPECT_EQ(parse(bytes + "0\r\n\r\n", 50'000).error, parse_error::malformed);
}

TEST(parser, expects_continue_only_with_a_body_on_the_current_version) {
  const auto expects = [](std::string_view head) {
    const parser_limits limits;
    parser reader(limits);
    EXPECT_TRUE(reader.feed(head));
    return reader.expects_continue();
  };
  EXPECT_TRUE(expects("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-Continue\r\n\r\n"));
  EXPECT_FALSE(expects("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_FALSE(expects("POST / HTTP/1.0\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"));
}

/// Everything here could be read in two ways by two HTTP implementations in a row, or is not HTTP at all.
struct refused_case {
  const char* name;
  std::string bytes;
  parse_error error = parse_error::malformed;
};

std::ostream& operator<<(std::ostream& out, const refused_case& each) { return out << each.name; }

class refused : public testing::TestWithParam<refused_case> {};

TEST_P(refused, never_becomes_a_second_request_however_it_is_cut) {
  test::for_each_split(GetParam().bytes, [](pieces_view pieces) {
    const outcome out = parse(pieces);
    EXPECT_TRUE(out.requests.empty());
    EXPECT_EQ(out.error, GetParam().error);
  });
}

const std::string smuggled = "GET /admin HTTP/1.1\r\nHost: h\r\n\r\n";

std::string with(std::string_view headers, std::string_view body = "", std::string_view line = "POST / HTTP/1.1") {
  return std::string(line) + "\r\nHost: h\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

using namespace std::string_literals;

const refused_case cases[] = {
    {"length_and_chunked", with("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nX")},
    {"chunked_and_length", with("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", "0\r\n\r\nX")},
    {"two_different_lengths", with("Content-Length: 1\r\nContent-Length: 2\r\n", "ab")},
    {"two_equal_lengths", with("Content-Length: 2\r\nContent-Length: 2\r\n", "ab")},
    {"length_list", with("Content-Length: 2, 2\r\n", "ab")},
    {"length_with_plus", with("Content-Length: +2\r\n", "ab")},
    {"length_negative", with("Content-Length: -2\r\n", "ab")},
    {"length_hexadecimal", with("Content-Length: 0x2\r\n", "ab")},
    {"length_with_space_inside", with("Content-Length: 1 2\r\n", "ab")},
    {"length_empty", with("Content-Length:\r\n", smuggled)},
    {"length_overflow", with("Content-Length: 18446744073709551617\r\n", "a")},
    {"length_text", with("Content-Length: two\r\n", "ab")},
    {"coding_gzip", with("Transfer-Encoding: gzip\r\n", smuggled), parse_error::unknown_transfer_coding},
    {"coding_identity", with("Transfer-Encoding: identity\r\n", smuggled), parse_error::unknown_transfer_coding},
    {"coding_chunked_not_last", with("Transfer-Encoding: chunked, gzip\r\n", smuggled)},
    {"coding_gzip_then_chunked", with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")},
    {"coding_chunked_twice", with("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")},
    {"coding_in_two_headers", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"coding_in_two_headers_obscured", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "0\r\n\r\n")},
    {"coding_quoted", with("Transfer-Encoding: \"chunked\"\r\n", smuggled)},
    {"coding_with_prefix", with("Transfer-Encoding: xchunked\r\n", smuggled), parse_error::unknown_transfer_coding},
    {"coding_with_parameter", with("Transfer-Encoding: chunked;a=b\r\n", smuggled)},
    {"coding_vertical_tab", with("Transfer-Encoding: \vchunked\r\n", smuggled)},
    {"coding_empty", with("Transfer-Encoding:\r\n", smuggled)},
    {"coding_on_http_1_0", with("Transfer-Encoding: chunked\r\n", "0\r\n\r\n", "POST / HTTP/1.0")},
    {"space_before_colon", with("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
    {"tab_before_colon", with("Content-Length\t: 2\r\n", "ab")},
    {"folded_header", with("X: a\r\n Transfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"folded_with_tab", with("X: a\r\n\tb\r\n")},
    {"folded_first_header", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"},
    {"bare_lf_line_ends", "GET / HTTP/1.1\nHost: h\n\n"},
    {"bare_lf_after_header", "GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"},
    {"bare_lf_ends_the_head", "GET / HTTP/1.1\r\nHost: h\r\n\n"},
    {"bare_cr_in_header", with("X: a\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"bare_cr_ends_a_header", "GET / HTTP/1.1\r\nHost: h\r\rX: y\r\n\r\n"},
    {"empty_header_cr", with("X:\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"nul_in_header", with("X: a\0b\r\n"s)},
    {"nul_in_name", with("X\0: a\r\n"s)},
    {"delete_in_header", with("X: a\x7f\r\n")},
    {"nul_in_target", "GET /a\0b HTTP/1.1\r\nHost: h\r\n\r\n"s},
    {"tab_in_target", "GET /a\tb HTTP/1.1\r\nHost: h\r\n\r\n"},
    {"header_without_colon", with("Transfer-Encoding chunked\r\n")},
    {"header_without_name", with(": chunked\r\n")},
    {"header_name_with_bracket", with("X(: a\r\n")},
    {"header_name_with_utf8", with("X\xc3\xa9: a\r\n")},
    {"no_host", "GET / HTTP/1.1\r\n\r\n"},
    {"two_hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
    {"empty_host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
    {"host_with_space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
    {"host_with_path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
    {"host_with_user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"},
    {"chunk_size_with_space", with("Transfer-Encoding: chunked\r\n", "1 \r\na\r\n0\r\n\r\n")},
    {"chunk_size_with_prefix", with("Transfer-Encoding: chunked\r\n", "0x1\r\na\r\n0\r\n\r\n")},
    {"chunk_size_with_sign", with("Transfer-Encoding: chunked\r\n", "+1\r\na\r\n0\r\n\r\n")},
    {"chunk_size_empty", with("Transfer-Encoding: chunked\r\n", "\r\na\r\n0\r\n\r\n")},
    {"chunk_size_overflow", with("Transfer-Encoding: chunked\r\n", "10000000000000001\r\na\r\n0\r\n\r\n")},
    {"chunk_data_too_long", with("Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n")},
    {"chunk_data_without_crlf", with("Transfer-Encoding: chunked\r\n", "1\r\na0\r\n\r\n")},
    {"chunk_bare_lf", with("Transfer-Encoding: chunked\r\n", "1\na\r\n0\r\n\r\n")},
    {"chunk_data_bare_lf", with("Transfer-Encoding: chunked\r\n", "1\r\na\n0\r\n\r\n")},
    {"chunk_extension_bare_lf", with("Transfer-Encoding: chunked\r\n", "1;a\nx\r\na\r\n0\r\n\r\n")},
    {"chunk_extension_bare_cr", with("Transfer-Encoding: chunked\r\n", "1;a\rx\r\na\r\n0\r\n\r\n")},
    {"chunk_end_bare_lf", with("Transfer-Encoding: chunked\r\n", "1\r\na\r\n0\r\n\n")},
    {"trailer_folded", with("Transfer-Encoding: chunked\r\n", "0\r\nX: a\r\n b\r\n\r\n")},
    {"trailer_space_before_colon", with("Transfer-Encoding: chunked\r\n", "0\r\nX : a\r\n\r\n")},
    {"version_0_9", "GET /\r\n\r\n"},
    {"version_2_0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", parse_error::unsupported_version},
    {"version_1_2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", parse_error::unsupported_version},
    {"version_lower_case", "GET / http/1.1\r\nHost: h\r\n\r\n"},
    {"version_with_space", "GET / HTTP/ 1.1\r\nHost: h\r\n\r\n"},
    {"h2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"method_lower_case", "get / HTTP/1.1\r\nHost: h\r\n\r\n"},
    {"method_unknown", "FOO / HTTP/1.1\r\nHost: h\r\n\r\n"},
    {"method_missing", " / HTTP/1.1\r\nHost: h\r\n\r\n"},
    {"space_in_target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n"},
    {"two_spaces_before_target", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"},
    {"two_spaces_before_version", "GET /  HTTP/1.1\r\nHost: h\r\n\r\n"},
    {"space_after_version", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n"},
    {"tab_before_version", "GET /\tHTTP/1.1\r\nHost: h\r\n\r\n"},
    {"space_before_method", " GET / HTTP/1.1\r\nHost: h\r\n\r\n"},
    {"tls_client_hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc"s},
    {"websocket_frame", "\x81\x85\x37\xfa\x21\x3d"s},
};

INSTANTIATE_TEST_SUITE_P(parser, refused, testing::ValuesIn(cases),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace webchats::http
