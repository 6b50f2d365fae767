#include "media/file_type.hpp"

#include <gtest/gtest.h>

#include <string>

namespace webchats::media {
namespace {

TEST(file_type, is_seen_from_the_first_bytes) {
  EXPECT_EQ(sniff_file("%PDF-1.7 \n"), "application/pdf");
  EXPECT_EQ(sniff_file("PK\x03\x04 word/document.xml"), "application/zip");
  EXPECT_EQ(sniff_file(std::string("\0\0\0\x20", 4) + "ftypisom"), "video/mp4");
  EXPECT_EQ(sniff_file("ID3\x04"), "audio/mpeg");
  EXPECT_EQ(sniff_file("RIFF1234WAVEfmt "), "audio/wav");
}

TEST(file_type, of_what_a_browser_could_run_is_plain_bytes) {
  for (const std::string_view bytes :
       {"", "<", "<html><script>", "<svg xmlns=''/>", "<?xml version='1.0'?>", "alert(1)", "MZ\x90"}) {
    EXPECT_EQ(sniff_file(bytes), "application/octet-stream") << bytes;
  }
}

}  // namespace
}  // namespace webchats::media
