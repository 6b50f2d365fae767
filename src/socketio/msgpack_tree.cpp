#include "socketio/msgpack_tree.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <utility>

#include "socketio/packet_rules.hpp"
#include "socketio/placeholder.hpp"

namespace webchats::socketio {
namespace {

namespace json = boost::json;

/// Date.prototype.toISOString of ECMA-262, and null where JSON.stringify writes null: beyond 10^8 days from 1970.
json::value date(std::int64_t milliseconds) {
  constexpr std::int64_t farthest = 8'640'000'000'000'000;
  if (milliseconds < -farthest || milliseconds > farthest) return nullptr;
  const std::int64_t fraction = ((milliseconds % 1000) + 1000) % 1000;
  const std::time_t seconds = (milliseconds - fraction) / 1000;
  std::tm fields{};
  ::gmtime_r(&seconds, &fields);
  const int year = fields.tm_year + 1900;
  std::array<char, 40> text;
  const int size = std::snprintf(
      text.data(), text.size(),
      year < 0 || year > 9999 ? "%+07d-%02d-%02dT%02d:%02d:%02d.%03dZ" : "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year,
      fields.tm_mon + 1, fields.tm_mday, fields.tm_hour, fields.tm_min, fields.tm_sec, static_cast<int>(fraction));
  return json::string(text.data(), static_cast<std::size_t>(size));
}

json::value date(std::int64_t seconds, std::uint64_t nanoseconds) {
  constexpr std::int64_t farthest = 8'640'000'000'000;
  if (seconds < -farthest || seconds > farthest) return nullptr;
  return date(seconds * 1000 + static_cast<std::int64_t>(nanoseconds / 1'000'000));
}

bool undefined(const msgpack_element& element) {
  const auto* extension = std::get_if<msgpack_extension>(&element);
  return extension != nullptr && extension->type == 0 && extension->written == msgpack_extension::form::fixed &&
         extension->bytes.size() == 1;
}

/// Builds one tree; every step may refuse.
class builder {
 public:
  builder(msgpack_reader& reader, const decode_limits& limits) : reader_(reader), limits_(limits) {}

  std::expected<msgpack_tree, decode_error> build() {
    const auto element = reader_.next();
    if (!element) return std::unexpected(decode_error::bad_msgpack);
    if (undefined(*element)) return std::move(tree_);
    if (const auto done = any(*element, tree_.value.emplace()); !done) return std::unexpected(done.error());
    if (ambiguous_ && !tree_.attachments.empty()) return std::unexpected(decode_error::bad_placeholder);
    return std::move(tree_);
  }

 private:
  using outcome = std::expected<void, decode_error>;

  outcome any(const msgpack_element& element, json::value& into) {
    return std::visit([&](const auto& specific) { return one(specific, into); }, element);
  }

  template <typename Scalar>
  outcome one(const Scalar& scalar, json::value& into) {
    into = scalar;
    return {};
  }

  outcome one(double number, json::value& into) {
    if (!std::isfinite(number)) {
      into = nullptr;
    } else if (std::trunc(number) == number && std::abs(number) <= static_cast<double>(max_packet_id)) {
      into = static_cast<std::int64_t>(number);
    } else {
      into = number;
    }
    return {};
  }

  outcome one(const msgpack_binary& binary, json::value& into) {
    if (tree_.attachments.size() == limits_.max_attachments) return refuse(decode_error::too_many_attachments);
    if (depth_ == limits_.max_json_depth) return refuse(decode_error::too_deep);  // a leaf is an object
    into = make_placeholder(tree_.attachments.size());
    tree_.attachments.emplace_back(binary.bytes);
    return {};
  }

  outcome one(const msgpack_extension& extension, json::value& into) {
    using form = msgpack_extension::form;
    const std::string_view bytes = extension.bytes;
    if (extension.type == 0) {
      if (extension.written == form::sized) return one(msgpack_binary{bytes}, into);
      if (undefined(extension)) return one(nullptr, into);
      if (bytes.size() == 8) return one(date(static_cast<std::int64_t>(big_endian(bytes))), into);
    } else if (extension.type == -1) {
      if (bytes.size() == 4) return one(date(static_cast<std::int64_t>(big_endian(bytes)), 0), into);
      if (bytes.size() == 8) {
        const std::uint64_t both = big_endian(bytes);
        return one(date(static_cast<std::int64_t>(both & ((std::uint64_t{1} << 34) - 1)), both >> 34), into);
      }
      if (bytes.size() == 12) {
        return one(date(static_cast<std::int64_t>(big_endian(bytes.substr(4))), big_endian(bytes.substr(0, 4))), into);
      }
    }
    if (const auto done = enter(2); !done) return done;
    json::array& pair = into.emplace_array();
    pair.emplace_back(extension.type);
    const auto done = one(msgpack_binary{bytes}, pair.emplace_back(nullptr));
    --depth_;
    return done;
  }

  outcome one(const msgpack_array& array, json::value& into) {
    if (const auto done = enter(array.size); !done) return done;
    json::array& list = into.emplace_array();
    list.reserve(array.size);
    for (std::size_t i = 0; i < array.size; ++i) {
      const auto element = reader_.next();
      if (!element) return refuse(decode_error::bad_msgpack);
      if (const auto done = any(*element, list.emplace_back(nullptr)); !done) return done;
    }
    --depth_;
    return {};
  }

  outcome one(const msgpack_map& map, json::value& into) {
    if (const auto done = enter(2 * map.size); !done) return done;
    json::object& object = into.emplace_object();
    object.reserve(map.size);
    for (std::size_t i = 0; i < map.size; ++i) {
      const auto key = reader_.next();
      const auto* name = key ? std::get_if<std::string_view>(&*key) : nullptr;
      if (name == nullptr) return refuse(decode_error::bad_msgpack);
      const auto element = reader_.next();
      if (!element) return refuse(decode_error::bad_msgpack);
      ambiguous_ = ambiguous_ || object.contains(*name);
      if (undefined(*element)) {
        object.erase(*name);
      } else if (const auto done = any(*element, object[*name]); !done) {
        return done;
      }
    }
    ambiguous_ = ambiguous_ || claims_placeholder(object);
    --depth_;
    return {};
  }

  outcome enter(std::size_t elements) {
    if (depth_ == limits_.max_json_depth) return refuse(decode_error::too_deep);
    if (elements > limits_.max_elements - elements_) return refuse(decode_error::too_many_elements);
    ++depth_;
    elements_ += elements;
    return {};
  }

  static outcome refuse(decode_error error) { return std::unexpected(error); }

  msgpack_reader& reader_;
  const decode_limits& limits_;
  msgpack_tree tree_;
  std::size_t depth_ = 0;
  std::size_t elements_ = 0;
  bool ambiguous_ = false;  // a plain object claims to be a binary leaf, or a second member may have replaced one
};

}  // namespace

std::expected<msgpack_tree, decode_error> read_tree(msgpack_reader& reader, const decode_limits& limits) {
  return builder(reader, limits).build();
}

void write_tree(msgpack_writer& writer, const json::value& value, const std::vector<base::shared_buffer>& attachments) {
  switch (value.kind()) {
    case json::kind::null:
      return writer.nil();
    case json::kind::bool_:
      return writer.boolean(value.get_bool());
    case json::kind::int64:
      return writer.integer(value.get_int64());
    case json::kind::uint64:
      return writer.integer(value.get_uint64());
    case json::kind::double_:
      return writer.real(value.get_double());
    case json::kind::string:
      return writer.text(value.get_string());
    case json::kind::array:
      writer.array(value.get_array().size());
      for (const json::value& element : value.get_array()) write_tree(writer, element, attachments);
      return;
    case json::kind::object:
      break;
  }
  const json::object& object = value.get_object();
  if (!attachments.empty() && claims_placeholder(object)) {
    const auto index = placeholder_index(object);
    if (!index || *index >= attachments.size()) throw std::invalid_argument("binary leaf without its attachment");
    return writer.binary(attachments[*index].view());
  }
  writer.map(object.size());
  for (const auto& [key, member] : object) {
    writer.text(key);
    write_tree(writer, member, attachments);
  }
}

}  // namespace webchats::socketio
