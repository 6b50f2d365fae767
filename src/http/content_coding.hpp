#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <boost/asio/execution_context.hpp>

#include "net/loop.hpp"

namespace webchats::http {

/// How a body is packed on its way (RFC 9110 §8.4.1).
enum class content_coding : std::uint8_t { identity, gzip, deflate };
[[nodiscard]] std::string_view to_string(content_coding coding) noexcept;

/// The coding that an Accept-Encoding value likes best of gzip and deflate; identity when it takes neither. A weight of
/// 0 refuses, `*` stands for those that are not named, and gzip wins when both are as good.
[[nodiscard]] content_coding choose_coding(std::string_view accept_encoding) noexcept;

/// Packs bodies. One serves all connections of a loop: 260 KB for each coding that was asked for, kept by the loop's
/// execution context; touched only on its thread.
class compressor final : public boost::asio::execution_context::service {
 public:
  static inline boost::asio::execution_context::id id;

  [[nodiscard]] static compressor& of(net::loop& loop);

  /// `plain` packed; `coding` is not identity. Throws std::bad_alloc.
  [[nodiscard]] std::string pack(content_coding coding, std::string_view plain);

  /// For `use_service` only.
  explicit compressor(boost::asio::execution_context& context);
  ~compressor() override;

 private:
  struct stream;
  void shutdown() override {}

  std::unique_ptr<stream> gzip_;
  std::unique_ptr<stream> deflate_;
};

}  // namespace webchats::http
