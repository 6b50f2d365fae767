#pragma once

#include <chrono>
#include <boost/asio/awaitable.hpp>

#include "api/services.hpp"
#include "chat/file_sweeper.hpp"
#include "media/blob_reader.hpp"

namespace webchats::app {

/// What the bridge serves files from. `blobs` outlives it.
[[nodiscard]] api::file_source files_of(media::blob_reader& blobs);

/// Sweeps for as long as it is not cancelled: now, then every `pause`, and sooner while much is left.
boost::asio::awaitable<void> keep_swept(chat::file_sweeper* sweeper, std::chrono::seconds pause);

}  // namespace webchats::app
