#include "http/form.hpp"

#include <gtest/gtest.h>

#include <string>

namespace webchats::http {
namespace {

request posted(std::string content_type, std::string body) {
  request made;
  made.method = method::post;
  made.headers = {{"content-type", std::move(content_type)}};
  made.body = std::move(body);
  return made;
}

const std::string multipart = "multipart/form-data; boundary=B";

TEST(form, reads_urlencoded_fields) {
  const request sent = posted("application/x-www-form-urlencoded; charset=UTF-8", "name=%E5%A4%A7&pass=a+b&name=last");
  const auto got = form::read(sent);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->value("name"), "last");
  EXPECT_EQ(got->value("pass"), "a b");
  EXPECT_EQ(got->value("none"), std::nullopt);
  EXPECT_TRUE(got->files().empty());
}

TEST(form, reads_files_and_fields_in_any_order) {
  const request sent = posted(multipart,
                              "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".png\"\r\n"
                              "Content-Type: image/png\r\n\r\n\x89PNG\r\n\r\n-- B\r\n\r\n--B\r\n"
                              "content-disposition:form-data;name=api_token\r\n\r\nsecret\r\n--B--\r\n");
  const auto got = form::read(sent);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->value("api_token"), "secret");
  const form_file* file = got->file("file");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->file_name, "a \"b\".png");
  EXPECT_EQ(file->content_type, "image/png");
  EXPECT_EQ(file->content, "\x89PNG\r\n\r\n-- B\r\n");
  EXPECT_EQ(got->file("api_token"), nullptr);
}

TEST(form, reads_empty_parts_and_a_file_that_was_not_chosen) {
  const request sent = posted(multipart + "; charset=utf-8",
                              "preamble\r\n--B \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--B\r\n"
                              "Content-Disposition: form-data; name=\"b\"\r\n\r\n--B\r\n"
                              "Content-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--B--\r\nepilogue");
  const auto got = form::read(sent);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->value("a"), "");
  EXPECT_EQ(got->value("b"), "");
  ASSERT_NE(got->file("f"), nullptr);
  EXPECT_EQ(got->file("f")->file_name, "");
}

TEST(form, reads_a_quoted_boundary) {
  const request sent = posted("Multipart/Form-Data; boundary=\"a b:c\"",
                              "--a b:c\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--a b:c--");
  const auto got = form::read(sent);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->value("x"), "1");
}

TEST(form, refuses_other_types_and_broken_bodies) {
  EXPECT_EQ(form::read(posted("application/json", "{}")).error(), form_error::not_a_form);
  EXPECT_EQ(form::read(request()).error(), form_error::not_a_form);
  const std::string head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
  for (const std::string& body : {std::string(), std::string("--B"), "--B\r\n" + head, "--B\r\n" + head + "x\r\n--B",
                                  "--B\r\n" + head + "x\r\n--Bx--", std::string("--B\r\n\r\nx\r\n--B--"),
                                  std::string("--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--"),
                                  std::string("--B\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--B--"),
                                  std::string("--B\r\nno header\r\n\r\nx\r\n--B--"),
                                  "--B\r\nX: " + std::string(5000, 'x') + "\r\n" + head + "x\r\n--B--"}) {
    EXPECT_EQ(form::read(posted(multipart, body)).error(), form_error::malformed) << body.substr(0, 60);
  }
  EXPECT_FALSE(form::read(posted("multipart/form-data", "--\r\n")));
  EXPECT_FALSE(form::read(posted("multipart/form-data; boundary=" + std::string(71, 'x'), "")));
}

TEST(multipart, parts_are_counted) {
  std::string body;
  for (int i = 0; i < 65; ++i) body += "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n";
  EXPECT_EQ(parse_multipart(multipart, body + "--B--").error(), multipart_error::too_many_parts);
}

}  // namespace
}  // namespace webchats::http
