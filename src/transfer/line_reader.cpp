#include "transfer/line_reader.hpp"

#include <fmt/format.h>

#include "transfer/failure.hpp"

namespace webchats::transfer {

namespace {

constexpr std::size_t piece = std::size_t{256} << 10;

}  // namespace

bool line_reader::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const auto before = buffer_.size();
  buffer_.resize(before + piece);
  from_.read(buffer_.data() + before, piece);
  buffer_.resize(before + static_cast<std::size_t>(from_.gcount()));
  if (from_.bad()) throw failure(fmt::format("reading fails after line {}", number_));
  return buffer_.size() > before;
}

std::optional<std::string_view> line_reader::next() {
  std::size_t looked = begin_;
  for (;;) {
    const auto end = buffer_.find('\n', looked);
    const bool whole = end != std::string::npos;
    if ((whole ? end : buffer_.size()) - begin_ > longest_) {
      throw failure(fmt::format("line {} has more than {} bytes", number_ + 1, longest_));
    }
    if (whole) {
      const std::string_view line(buffer_.data() + begin_, end - begin_);
      begin_ = end + 1;
      ++number_;
      return line;
    }
    looked = buffer_.size() - begin_;
    if (fill()) continue;
    if (buffer_.empty()) return std::nullopt;
    begin_ = buffer_.size();
    ++number_;
    return std::string_view(buffer_);
  }
}

}  // namespace webchats::transfer
