#include "http/content_coding.hpp"

// zlib reads through const pointers only with this.
#define ZLIB_CONST
#include <zlib.h>

#include <algorithm>
#include <new>
#include <optional>
#include <stdexcept>
#include <boost/asio/io_context.hpp>

#include "http/text.hpp"

namespace webchats::http {
namespace {

constexpr int largest_window = 15;
constexpr int with_gzip_header = 16;
// zlib's default costs twice the CPU of this for a few per cent of size.
constexpr int compression_level = 3;
constexpr int memory_level = 8;

/// `q=0.5` in thousandths (RFC 9110 §12.4.2); 1000 when there is none, 0 when it cannot be read.
int weight_of(std::string_view parameters) noexcept {
  const std::size_t equals = parameters.find('=');
  if (equals == std::string_view::npos || !iequals(trim(parameters.substr(0, equals)), "q")) return 1000;
  const std::string_view value = trim(parameters.substr(equals + 1));
  if (value.empty() || (value[0] != '0' && value[0] != '1') || (value.size() > 1 && value[1] != '.')) return 0;
  int weight = (value[0] - '0') * 1000;
  int step = 100;
  for (const char c : value.substr(std::min<std::size_t>(2, value.size()))) {
    if (c < '0' || c > '9') return 0;
    weight += (c - '0') * step;
    step /= 10;
  }
  return std::min(weight, 1000);
}

}  // namespace

std::string_view to_string(content_coding coding) noexcept {
  switch (coding) {
    case content_coding::identity:
      return "identity";
    case content_coding::gzip:
      return "gzip";
    case content_coding::deflate:
      return "deflate";
  }
  return "";
}

content_coding choose_coding(std::string_view accept_encoding) noexcept {
  std::optional<int> gzip;
  std::optional<int> deflate;
  int others = 0;
  for_each_element(accept_encoding, [&](std::string_view element) {
    const std::size_t semicolon = std::min(element.find(';'), element.size());
    const std::string_view name = trim(element.substr(0, semicolon));
    const int weight = semicolon == element.size() ? 1000 : weight_of(element.substr(semicolon + 1));
    if (iequals(name, "gzip") || iequals(name, "x-gzip")) gzip = weight;
    if (iequals(name, "deflate")) deflate = weight;
    if (name == "*") others = weight;
  });
  const int for_gzip = gzip.value_or(others);
  const int for_deflate = deflate.value_or(others);
  if (std::max(for_gzip, for_deflate) == 0) return content_coding::identity;
  return for_gzip >= for_deflate ? content_coding::gzip : content_coding::deflate;
}

struct compressor::stream {
  explicit stream(int window) {
    if (deflateInit2(&zlib, compression_level, Z_DEFLATED, window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~stream() { deflateEnd(&zlib); }
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  z_stream zlib{};
};

compressor::compressor(boost::asio::execution_context& context) : boost::asio::execution_context::service(context) {}

compressor::~compressor() = default;

compressor& compressor::of(net::loop& loop) {
  return boost::asio::use_service<compressor>(static_cast<boost::asio::execution_context&>(loop.context()));
}

std::string compressor::pack(content_coding coding, std::string_view plain) {
  std::unique_ptr<stream>& mine = coding == content_coding::gzip ? gzip_ : deflate_;
  if (mine == nullptr) {
    mine = std::make_unique<stream>(largest_window + (coding == content_coding::gzip ? with_gzip_header : 0));
  }
  z_stream& zlib = mine->zlib;
  deflateReset(&zlib);
  std::string packed(deflateBound(&zlib, plain.size()), '\0');
  zlib.next_in = reinterpret_cast<const Bytef*>(plain.data());
  zlib.avail_in = static_cast<uInt>(plain.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  if (zlib.avail_in != plain.size() || zlib.avail_out != packed.size()) throw std::length_error("http: body of 4 GiB");
  ::deflate(&zlib, Z_FINISH);
  packed.resize(packed.size() - zlib.avail_out);
  return packed;
}

}  // namespace webchats::http
