#include "delivery/smtp_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "delivery/mime.hpp"

namespace webchats::delivery {

namespace {

constexpr std::size_t threads = 2;
constexpr std::size_t queue = 16;        // letters waiting and under way
constexpr std::size_t line_bytes = 300;  // kept of what a server says
constexpr long lasting_from = 550;       // replies of this and above are about this letter and do not change

/// libcurl, ready for the whole process.
void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(started));
}

struct upload {
  std::string_view rest;
};

std::size_t read_upload(char* into, std::size_t size, std::size_t count, void* from) {
  auto& rest = static_cast<upload*>(from)->rest;
  const auto length = rest.copy(into, size * count);
  rest.remove_prefix(length);
  return length;
}

/// Keeps the last line in which the server says no.
std::size_t keep_refusal(const char* bytes, std::size_t size, std::size_t count, void* into) {
  const std::string_view line(bytes, size * count);
  if (line.starts_with('4') || line.starts_with('5')) *static_cast<std::string*>(into) = line.substr(0, line_bytes);
  return line.size();
}

std::size_t ignore_body(const char*, std::size_t size, std::size_t count, void*) { return size * count; }

int ask_whether_to_go_on(void* closing, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(closing)->load(std::memory_order_relaxed) ? 1 : 0;
}

std::string url_of(const smtp_options& options) {
  const bool v6 = options.host.contains(':');
  return fmt::format("{}://{}{}{}:{}", options.security == smtp_security::tls ? "smtps" : "smtp", v6 ? "[" : "",
                     options.host, v6 ? "]" : "", options.port);
}

}  // namespace

std::string plain_line(std::string_view said) {
  std::string line(said.substr(0, line_bytes));
  std::ranges::replace_if(line, [](unsigned char c) { return c < 0x20 || c > 0x7E; }, ' ');
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

smtp_client::smtp_client(smtp_options chosen, const chat::clock& time)
    : options_(std::move(chosen)), clock_(time), pool_(threads, queue, chat::unavailable{}) {
  start_curl();
}

void smtp_client::close() noexcept {
  closing_ = true;
  pool_.finish();
}

boost::asio::awaitable<std::expected<void, chat::mail_failure>> smtp_client::send(chat::letter sent) {
  using answer = std::expected<void, chat::mail_failure>;
  // The refusal of the pool and that of the mail server are of different kinds: the latter goes around.
  answer ended;
  const auto done = co_await pool_.run<void>([this, &ended, sent = std::move(sent)]() -> chat::outcome<void> {
    ended = send_now(sent);
    return {};
  });
  if (!done) co_return std::unexpected(chat::mail_failure{.said = "too many mails at once"});
  co_return ended;
}

std::expected<void, chat::mail_failure> smtp_client::send_now(const chat::letter& sent) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(), &curl_easy_cleanup);
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> to(
      curl_slist_append(nullptr, ("<" + sent.to + ">").c_str()), &curl_slist_free_all);
  if (!handle || !to) throw std::bad_alloc();
  const std::string message = mime_message(sent, options_.from, clock_.now());
  upload body{message};
  std::string refusal;
  std::array<char, CURL_ERROR_SIZE> trouble{};
  const auto set = [&](CURLoption option, auto value) { curl_easy_setopt(handle.get(), option, value); };

  set(CURLOPT_URL, url_of(options_).c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_USE_SSL, options_.security == smtp_security::starttls ? static_cast<long>(CURLUSESSL_ALL)
                                                                    : static_cast<long>(CURLUSESSL_NONE));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.authorities.empty()) set(CURLOPT_CAINFO, options_.authorities.c_str());
  if (!options_.user.empty()) {
    set(CURLOPT_USERNAME, options_.user.c_str());
    set(CURLOPT_PASSWORD, options_.password.c_str());
  }
  const std::string from = "<" + options_.from + ">";
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, to.get());
  set(CURLOPT_UPLOAD, 1L);
  set(CURLOPT_READFUNCTION, &read_upload);
  set(CURLOPT_READDATA, &body);
  set(CURLOPT_HEADERFUNCTION, &keep_refusal);
  set(CURLOPT_HEADERDATA, &refusal);
  set(CURLOPT_WRITEFUNCTION, &ignore_body);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.timeout.count()));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &ask_whether_to_go_on);
  set(CURLOPT_XFERINFODATA, &closing_);
  set(CURLOPT_ERRORBUFFER, trouble.data());

  if (closing_) return std::unexpected(chat::mail_failure{.said = "this server is stopping"});
  const CURLcode ended = curl_easy_perform(handle.get());
  if (ended == CURLE_OK) return {};
  long reply = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &reply);
  // A login that is refused is the operator's matter, and may be put right; so is everything that is no reply.
  const bool lasts = ended != CURLE_LOGIN_DENIED && reply >= lasting_from && reply < 600;
  const std::string_view said = reply >= 400 ? std::string_view(refusal) : std::string_view();
  const std::string why = plain_line(trouble.front() != '\0' ? trouble.data() : curl_easy_strerror(ended));
  return std::unexpected(
      chat::mail_failure{.lasts = lasts ? chat::mail_failure::lasting::yes : chat::mail_failure::lasting::no,
                         .said = said.empty() ? why : plain_line(said) + " (" + why + ")"});
}

}  // namespace webchats::delivery
