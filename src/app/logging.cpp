#include "app/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string_view>

#include "base/log.hpp"

namespace webchats::app {

namespace {

spdlog::level::level_enum spdlog_level(base::log_level level) noexcept {
  switch (level) {
    case base::log_level::debug:
      return spdlog::level::debug;
    case base::log_level::info:
      return spdlog::level::info;
    case base::log_level::warning:
      return spdlog::level::warn;
    case base::log_level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

void start_logging(const std::string& level) {
  const auto logger = std::make_shared<spdlog::logger>("webchats", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::debug);
  base::set_log_sink(
      [logger](base::log_level severity, std::string_view line) { logger->log(spdlog_level(severity), line); });
}

}  // namespace webchats::app
