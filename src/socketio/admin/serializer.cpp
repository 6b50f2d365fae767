#include "socketio/admin/serializer.hpp"

#include <fmt/chrono.h>
#include <simdjson.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/log.hpp"
#include "http/query.hpp"
#include "socketio/handshake.hpp"
#include "socketio/json_text.hpp"
#include "socketio/namespace.hpp"
#include "socketio/placeholder.hpp"
#include "socketio/socket.hpp"
#include "socketio/socket_id.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

constexpr std::size_t max_shown = std::size_t{16} * 1024;  // bytes of arguments and of data
constexpr std::size_t max_rooms = 1'000;

std::string note(std::string_view what, std::size_t bytes) {
  return std::string("(").append(what).append(", ").append(std::to_string(bytes)).append(" bytes)");
}

/// `value` with notes in place of bytes.
json::value without_bytes(const json::value& value, const arguments& from) {
  if (const base::shared_buffer* bytes = from.bytes_of(value)) return json::value(note("binary", bytes->view().size()));
  if (const json::array* list = value.if_array()) {
    json::array shown;
    for (const json::value& each : *list) shown.push_back(without_bytes(each, from));
    return shown;
  }
  if (const json::object* object = value.if_object()) {
    json::object shown;
    for (const auto& [key, member] : *object) shown[key] = without_bytes(member, from);
    return shown;
  }
  return value;
}

}  // namespace

std::string admin_text(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size()) ? std::string(text) : base::escape_for_log(text);
}

admin_serializer::admin_serializer(const admin_options& options, std::string path)
    : path_(std::move(path)),
      headers_(options.shown_headers),
      parameters_(options.shown_parameters),
      run_(make_socket_id().substr(0, 8)) {}

std::string admin_serializer::client_id(const handshake_request& request) const {
  return run_ + '-' + std::to_string(request.number());
}

std::string admin_serializer::shown_id(const std::string& id, const handshake_request& request) const {
  if (request.revision() == engineio::protocol::v4) return id;
  // "/namespace#" and the Engine.IO id, or only that.
  return id.substr(0, id.rfind('#') + 1) + client_id(request);
}

std::string admin_serializer::shown_id(const socketio::socket& who) const {
  return shown_id(who.id(), *who.handshake().request);
}

bool admin_serializer::stands_for_id(std::string_view text) const noexcept {
  const std::string_view last = text.substr(text.rfind('#') + 1);
  return last.starts_with(run_) && last.substr(run_.size()).starts_with('-');
}

json::value admin_serializer::handshake(const handshake_request& request) const {
  json::object headers;
  for (const std::string& name : headers_) {
    if (const auto value = request.header(name)) headers[name] = admin_text(*value);
  }
  json::object query;
  std::string url = path_;
  for (const auto& [name, value] : http::parse_form(request.query())) {
    const bool shown = std::ranges::find(parameters_, name) != parameters_.end();
    query[admin_text(name)] = shown ? admin_text(value) : "(not shown)";
    if (shown) url.append(1, url.size() == path_.size() ? '?' : '&').append(name + '=' + http::percent_encode(value));
  }
  const auto issued = std::chrono::floor<std::chrono::milliseconds>(request.time());
  return json::object{{"address", admin_text(request.peer_address())},
                      {"headers", std::move(headers)},
                      {"query", std::move(query)},
                      {"issued", issued.time_since_epoch().count()},
                      {"secure", request.secure()},
                      {"time", timestamp(issued)},
                      {"url", url},
                      {"xdomain", request.header("origin").has_value()}};
}

std::string admin_serializer::socket(const socketio::socket& who) const {
  const handshake_request& request = *who.handshake().request;
  json::array rooms{shown_id(who)};
  for (const std::string& room : who.rooms()) {
    if (rooms.size() == max_rooms) break;
    rooms.emplace_back(admin_text(room));
  }
  std::string text = R"({"data":)" + data(who);
  const json::object rest{{"id", shown_id(who)},
                          {"clientId", client_id(request)},
                          {"transport", who.transport()},
                          {"nsp", admin_text(who.nsp().name())},
                          {"handshake", handshake(request)},
                          {"rooms", std::move(rooms)}};
  for (const auto& [key, member] : rest) {
    text += ',';
    append_json(text, std::string_view(key));
    text += ':';
    append_json(text, member);
  }
  return text + '}';
}

std::string admin_serializer::data(const socketio::socket& who) {
  std::string text;
  append_json(text, who.data);
  if (!simdjson::validate_utf8(text.data(), text.size())) return R"({"not shown":"not UTF-8"})";
  return text.size() <= max_shown ? text : R"({"not shown":")" + std::to_string(text.size()) + R"( bytes"})";
}

admin_serializer::shown_event admin_serializer::event(std::string_view name, const arguments& values) {
  std::string list = "[";
  append_json(list, admin_text(name));
  const std::size_t begin = list.size();
  for (const json::value& value : values.values) {
    list += ',';
    append_json(list, values.attachments.empty() ? value : without_bytes(value, values));
  }
  if (!values.encoded.empty()) list.append(1, ',').append(values.encoded);
  const std::size_t bytes = list.size() - begin;
  if (bytes > max_shown) {
    list.resize(begin);
    list += ',';
    append_json(list, note("too big", bytes));
  }
  return {.text = list + ']', .bytes = bytes};
}

std::string admin_serializer::timestamp(std::chrono::system_clock::time_point when) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(when.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(seconds.count())),
                     (since - seconds).count());
}

}  // namespace webchats::socketio
