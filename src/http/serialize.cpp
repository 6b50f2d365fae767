#include "http/serialize.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "http/text.hpp"

namespace webchats::http {
namespace {

constexpr std::pair<unsigned, std::string_view> reasons[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

bool has_body(unsigned status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

void append_header(std::string& out, std::string_view name, std::string_view value) {
  if (!is_token(name)) return;
  out.append(name).append(": ");
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    out += (byte < 0x20 && byte != '\t') || byte == 0x7f ? ' ' : c;
  }
  out.append("\r\n");
}

std::string_view reason_phrase(unsigned status) noexcept {
  const auto found = std::ranges::find(reasons, status, &std::pair<unsigned, std::string_view>::first);
  return found == std::end(reasons) ? "Unknown" : found->second;
}

std::string http_date(std::chrono::system_clock::time_point time) {
  // Not strftime: the names must not follow the process's locale.
  constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::string_view date_line::now() {
  const auto second = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (second != made_at_ || text_.empty()) {
    made_at_ = second;
    text_ = http_date(second);
  }
  return text_;
}

std::string serialize_head(const response& answer, std::string_view date, after_answer then,
                           const std::vector<std::pair<std::string, std::string>>& always) {
  std::string out;
  out.reserve(512);
  out.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ").append(reason_phrase(answer.status));
  out.append("\r\nDate: ").append(date).append("\r\n");
  for (const auto& [name, value] : answer.headers) append_header(out, name, value);
  for (const auto& [name, line] : always) {
    const bool own =
        std::ranges::any_of(answer.headers, [&](const auto& header) { return iequals(header.first, name); });
    if (!own) out.append(line);
  }
  if (has_body(answer.status)) out.append("Content-Length: ").append(std::to_string(answer.body_size())).append("\r\n");
  out.append(then == after_answer::keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
  return out;
}

}  // namespace webchats::http
