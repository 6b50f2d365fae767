#include "media/file_type.hpp"

#include <algorithm>
#include <array>

namespace webchats::media {

namespace {

using namespace std::string_view_literals;

struct signature {
  std::size_t offset;
  std::string_view magic;
  std::string_view type;
};

constexpr std::array signatures{
    signature{0, "%PDF-"sv, "application/pdf"},
    signature{0, "PK\x03\x04"sv, "application/zip"},
    signature{0, "\x1f\x8b"sv, "application/gzip"},
    signature{0, "7z\xbc\xaf\x27\x1c"sv, "application/x-7z-compressed"},
    signature{0, "Rar!\x1a\x07"sv, "application/vnd.rar"},
    signature{0,
              "\xfd"
              "7zXZ\0"sv,
              "application/x-xz"},
    signature{4, "ftypM4A "sv, "audio/mp4"},
    signature{4, "ftyp"sv, "video/mp4"},
    signature{0, "\x1a\x45\xdf\xa3"sv, "video/webm"},
    signature{0, "OggS"sv, "audio/ogg"},
    signature{0, "fLaC"sv, "audio/flac"},
    signature{0, "ID3"sv, "audio/mpeg"},
    signature{0, "\xff\xfb"sv, "audio/mpeg"},
    signature{8, "WAVEfmt "sv, "audio/wav"},
};

}  // namespace

std::string_view sniff_file(std::string_view bytes) noexcept {
  const auto* found = std::ranges::find_if(signatures, [&](const signature& each) {
    return bytes.size() >= each.offset && bytes.substr(each.offset).starts_with(each.magic);
  });
  return found == signatures.end() ? "application/octet-stream" : found->type;
}

}  // namespace webchats::media
