#include "http/content_coding.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

namespace webchats::http {
namespace {

TEST(choose_coding, takes_what_the_client_likes_best) {
  using enum content_coding;
  for (const auto& [accept, chosen] :
       std::initializer_list<std::pair<const char*, content_coding>>{{"", identity},
                                                                     {"gzip", gzip},
                                                                     {"GZip", gzip},
                                                                     {"x-gzip", gzip},
                                                                     {"deflate", deflate},
                                                                     {"gzip, deflate, br, zstd", gzip},
                                                                     {"deflate, gzip", gzip},
                                                                     {"gzip;q=0.5, deflate", deflate},
                                                                     {"gzip;q=0.5,deflate;q=0.501", deflate},
                                                                     {"gzip ; Q = 0.2 , deflate;q=0.1", gzip},
                                                                     {"gzip;q=0", identity},
                                                                     {"gzip;q=0, *", deflate},
                                                                     {"*", gzip},
                                                                     {"*;q=0", identity},
                                                                     {"*;q=0, deflate;q=1", deflate},
                                                                     {"br, identity", identity},
                                                                     {"gzip;q=0.000", identity},
                                                                     {"gzip;q=1.0", gzip},
                                                                     {"gzip;q=nonsense", identity},
                                                                     {"gzip;q=", identity},
                                                                     {"gzip;q=2", identity},
                                                                     {"gzip;level=9", gzip},
                                                                     {"gzipped", identity},
                                                                     {",,;q=1,", identity}}) {
    EXPECT_EQ(choose_coding(accept), chosen) << accept;
  }
}

std::string unpack(const std::string& packed, int window, std::size_t size) {
  z_stream zlib{};
  EXPECT_EQ(inflateInit2(&zlib, window), Z_OK);
  std::string plain(size + 1, '\0');
  std::string input = packed;
  zlib.next_in = reinterpret_cast<Bytef*>(input.data());
  zlib.avail_in = static_cast<uInt>(input.size());
  zlib.next_out = reinterpret_cast<Bytef*>(plain.data());
  zlib.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&zlib, Z_FINISH), Z_STREAM_END);
  plain.resize(plain.size() - zlib.avail_out);
  inflateEnd(&zlib);
  return plain;
}

TEST(compressor, packs_one_body_after_the_other) {
  net::loop never_run(0);
  compressor& shared = compressor::of(never_run);
  std::mt19937 random;
  for (const std::size_t size : {0U, 1U, 1024U, 100'000U, 3'000'000U}) {
    std::string plain(size, 'a');
    for (std::size_t i = 0; i < size; ++i) plain[i] = static_cast<char>(random() % (size < 5000 ? 256 : 4));
    const std::string zipped = shared.pack(content_coding::gzip, plain);
    EXPECT_EQ(unpack(zipped, 15 + 16, size), plain);
    EXPECT_EQ(unpack(shared.pack(content_coding::deflate, plain), 15, size), plain);
    if (size >= 100'000) {
      EXPECT_LT(zipped.size(), size / 2);
    }
  }
}

}  // namespace
}  // namespace webchats::http
