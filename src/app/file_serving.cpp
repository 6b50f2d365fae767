#include "app/file_serving.hpp"

#include <memory>
#include <utility>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace webchats::app {

namespace {

constexpr std::chrono::seconds short_pause{1};

/// A large file as the body of an answer.
class blob_body final : public http::body_source {
 public:
  explicit blob_body(std::shared_ptr<const media::blob_stream> stream) : stream_(std::move(stream)) {}

  [[nodiscard]] std::uint64_t size() const noexcept override { return stream_->size(); }
  [[nodiscard]] boost::asio::awaitable<base::shared_buffer> read(std::uint64_t offset, std::size_t most) override {
    const auto part = co_await stream_->read(offset, most);
    co_return part ? *part : base::shared_buffer();
  }

 private:
  std::shared_ptr<const media::blob_stream> stream_;
};

chat::flow<api::stored_file> read_file(media::blob_reader* blobs, std::string name) {
  auto blob = co_await blobs->read(std::move(name));
  if (!blob) co_return chat::refuse(blob.error());
  api::stored_file stored{.type = blob->type, .bytes = std::move(blob->bytes)};
  if (blob->stream != nullptr) stored.source = std::make_shared<blob_body>(std::move(blob->stream));
  co_return stored;
}

}  // namespace

api::file_source files_of(media::blob_reader& blobs) {
  return [&blobs](std::string name) { return read_file(&blobs, std::move(name)); };
}

boost::asio::awaitable<void> keep_swept(chat::file_sweeper* sweeper, std::chrono::seconds pause) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  for (;;) {
    const auto removed = co_await sweeper->sweep();
    const bool more = removed && *removed >= chat::file_sweeper::most_at_once;
    timer.expires_after(more ? short_pause : pause);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace webchats::app
