#include "app/site.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>

#include "api/contracts.hpp"
#include "api/hooks/event_writer.hpp"
#include "api/mails/letters.hpp"
#include "api/notice_gate.hpp"
#include "app/database.hpp"
#include "app/file_serving.hpp"
#include "app/outgoing.hpp"
#include "app/page_route.hpp"
#include "app/probes.hpp"
#include "app/setup_code.hpp"
#include "app/site_options.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "chat/accounts.hpp"
#include "chat/administration.hpp"
#include "chat/bots.hpp"
#include "chat/digests.hpp"
#include "chat/enrolment.hpp"
#include "chat/faq_robot.hpp"
#include "chat/file_sweeper.hpp"
#include "chat/files.hpp"
#include "chat/hooks.hpp"
#include "chat/image_meeting.hpp"
#include "chat/invites.hpp"
#include "chat/mails.hpp"
#include "chat/members.hpp"
#include "chat/messages.hpp"
#include "chat/password_hasher.hpp"
#include "chat/passwords.hpp"
#include "chat/people.hpp"
#include "chat/presence.hpp"
#include "chat/previews.hpp"
#include "chat/push.hpp"
#include "chat/robot_talk.hpp"
#include "chat/room_robot.hpp"
#include "chat/rooms.hpp"
#include "chat/search.hpp"
#include "chat/server_icons.hpp"
#include "chat/settings.hpp"
#include "chat/summaries.hpp"
#include "chat/synchroniser.hpp"
#include "chat/uploads.hpp"
#include "chat/word_list.hpp"
#include "chat/word_screen.hpp"
#include "delivery/digest_carrier.hpp"
#include "delivery/http_client.hpp"
#include "delivery/mail_carrier.hpp"
#include "delivery/page_fetcher.hpp"
#include "delivery/push_carrier.hpp"
#include "delivery/push_crypto.hpp"
#include "delivery/push_door.hpp"
#include "delivery/sender.hpp"
#include "delivery/smtp_client.hpp"
#include "delivery/webhook_carrier.hpp"
#include "http/server.hpp"
#include "media/blob_reader.hpp"
#include "media/file_library.hpp"
#include "media/image_library.hpp"
#include "net/loop_group.hpp"
#include "net/task_group.hpp"
#include "robot/openai_robot.hpp"
#include "socketio/server.hpp"
#include "store/store.hpp"

namespace webchats::app {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::seconds drain_patience{10};
constexpr std::chrono::milliseconds drain_poll{20};

std::string browser_address(const tcp::endpoint& address) {
  const std::string host = address.address().to_string();
  return "http://" + (address.address().is_v6() ? '[' + host + ']' : host) + ':' + std::to_string(address.port());
}

/// Every address a configured host stands for. "localhost" is the loopback of both families, whatever the machine's
/// files say of it (RFC 6761).
std::vector<tcp::endpoint> resolve(asio::io_context& context, const listen_address& wanted) {
  if (wanted.host == "localhost") {
    return {{asio::ip::address_v4::loopback(), wanted.port}, {asio::ip::address_v6::loopback(), wanted.port}};
  }
  tcp::resolver resolver(context);
  boost::system::error_code error;
  const auto found = resolver.resolve(wanted.host, std::to_string(wanted.port), tcp::resolver::passive, error);
  if (error)
    throw listen_error("webchats can't listen on \"" + wanted.host + "\": " + error.message() +
                       ". Give an address with --listen.");
  std::vector<tcp::endpoint> addresses;
  for (const auto& entry : found) addresses.push_back(entry.endpoint());
  return addresses;
}

std::unique_ptr<store::store> open_store(const config& settings, chat::notice_sink& sink, store::outbox_options outbox,
                                         store::push_options push, store::digest_options digests) {
  const store::database where = database_of(settings);
  try {
    return std::make_unique<store::store>(store::store_options{.database = where,
                                                               .writing = {},
                                                               .reading = {},
                                                               .outbox = std::move(outbox),
                                                               .push = std::move(push),
                                                               .digests = std::move(digests)},
                                          sink);
  } catch (const std::exception& error) {
    throw data_error(trouble_with(where, error));
  }
}

/// Often enough for what is kept for the shortest time.
std::chrono::seconds sweeping_pause(const chat::limits& bounds) {
  return std::clamp(bounds.unused_files / 24, std::chrono::seconds(1), std::chrono::seconds(60));
}

/// A hang-up, or a signal that other servers reload on, must not end this one.
void ignore(asio::signal_set& signals) {
  signals.async_wait([&signals](const boost::system::error_code& error, int number) {
    if (error) return;
    base::log(base::log_level::info,
              "signal " + std::to_string(number) + " is ignored: changed settings need a restart");
    ignore(signals);
  });
}

}  // namespace

/// Every part of the server, in the order in which they are built; they end in the opposite order.
struct site::parts {
  explicit parts(const config& chosen)
      : settings(chosen),
        bounds(limits_of(chosen)),
        loops(make_loops(chosen)),
        gate(loops),
        data(open_store(chosen, gate, {.words = &hook_words, .time = &clock, .signal = [this] { sender.wake(); }},
                        {.away = [this](chat::user_id who) { return presence.is_away(who); },
                         .time = &clock,
                         .signal = [this] { sender.wake(); },
                         .make_key = [] { return delivery::p256_key::generate().text(); }},
                        digests_of(chosen))),
        blobs(chosen.data / "files"),
        images(blobs, {}),
        space(blobs, images, {}),
        reader(blobs, {}),
        words(data->words(), screen, clock, bounds),
        accounts(data->accounts(), hasher, clock, bounds, screen),
        rooms(
            data->rooms(), clock, bounds, [this] { return administered.now()->rooms_by; }, screen),
        members(data->members(), clock, bounds),
        invites(data->invites(), clock, bounds),
        presence(gate),
        messages(data->messages(), presence, clock, bounds, screen),
        changes(
            data->changes(), clock, bounds, [this] { return std::chrono::seconds(administered.now()->history_edit); },
            screen),
        views(data->views(), bounds),
        personal(data->personal(), clock, bounds),
        files(data->files(), space, images, accounts, clock, bounds),
        uploads(data->uploads(), data->files(), space, clock, bounds),
        sweeper(data->doomed(), space, clock, bounds),
        meeting(data->messages(), images, clock, bounds),
        offline_robot(clock, faq_of(chosen)),
        model_robot(model_robot_of(chosen, clock)),
        robot(model_robot ? static_cast<chat::robot&>(*model_robot) : offline_robot, offline_robot, clock, bounds),
        room_robot(data->robot(), robot, messages, data->changes(), clock, bounds, screen),
        summaries(rooms, messages, robot, bounds),
        sync(data->syncs(), clock, bounds),
        search(data->searches(), clock, bounds),
        administered(data->settings(), clock, defaults_of(chosen)),
        icons(administered, images, clock, bounds),
        setup(chosen.data / setup_code_file, data->has_owner() ? setup_code::owner::yes : setup_code::owner::no),
        enrolment(accounts, data->credentials(), administered, setup.text(), [this] { setup.remove(); }),
        passwords(accounts, data->credentials(), hasher, clock, bounds),
        people(accounts, data->people(), clock, bounds, screen),
        administration(accounts, data->administration(), data->changes(), clock, bounds),
        web_client(guard_of(chosen)),
        pages(preview_guard_of(chosen), bounds),
        previews(data->previews(), pages, administered, clock, bounds, screen),
        webhooks(data->hooks(), web_client, clock),
        smtp(smtp_of(chosen, clock)),
        mails(smtp.get(), letters, data->credentials(), administered, chosen.public_url, clock, bounds),
        mail_carrier(mail_carrier_of(mails, smtp.get())),
        digests(
            letters, data->digests(), administered, chosen.public_url,
            [this](chat::user_id who) { return presence.is_away(who); }, clock, bounds),
        digest_carrier(digest_carrier_of(digests, smtp.get())),
        door(data->push_key(), chosen.push_contact, guard_of(chosen)),
        pushes(
            data->pushes(), web_client, door, [this](chat::user_id who) { return presence.is_away(who); }, clock),
        sender(data->outbox(), ways_of(chosen, bounds, webhooks, pushes, mail_carrier.get(), digest_carrier.get()),
               clock),
        push(data->pushes(), door, clock, bounds),
        hooks(data->hooks(), data->outbox(), messages, web_client, clock, bounds),
        bots(data->bots(), accounts, clock, bounds, screen),
        sockets(loops, socketio_options(chosen)),
        contracts({.loops = loops,
                   .routes = routes,
                   .sockets = sockets,
                   .notices = gate,
                   .services = {accounts, rooms,          members,      invites,  messages, files,      uploads,
                                meeting,  robot,          presence,     sync,     changes,  views,      personal,
                                search,   hooks,          bots,         clock,    bounds,   enrolment,  passwords,
                                people,   administration, administered, icons,    words,    room_robot, summaries,
                                mails,    push,           digests,      previews, version},
                   .files = files_of(reader),
                   .options = {.classic_requests_per_minute = chosen.requests_per_minute,
                               .events_per_second = chosen.events_per_second,
                               .allowed_origins = chosen.allowed_origins}}),
        web(loops, routes,
            {.connections_per_address = chosen.connections_per_address,
             .connections = chosen.connections,
             .trusted_proxies = chosen.trusted_proxies}) {
    accounts.keep_failures(data->login_journal());
    sockets.attach(routes);
    install_security_headers(routes);
    install_probes(routes, {.data = *data,
                            .accounts = accounts,
                            .administration = administration,
                            .sockets = sockets,
                            .web = web,
                            .draining = draining});
    install_page(routes);
  }

  /// Without mail, nothing is recorded for any.
  store::digest_options digests_of(const config& chosen) {
    if (chosen.mail_server.empty()) return {};
    return {.away = [this](chat::user_id who) { return presence.is_away(who); },
            .time = &clock,
            .after = bounds.digest_after,
            .signal = [this] { sender.wake(); }};
  }

  const config settings;
  const chat::limits bounds;
  const chat::system_clock clock;
  // Signals, on the thread that runs the site. They are caught from here on: one that comes while the server starts is
  // seen as soon as it waits for them.
  asio::io_context context{1};
  asio::signal_set stop_signals{context, SIGINT, SIGTERM};
  asio::signal_set other_signals{context, SIGHUP, SIGUSR1, SIGUSR2};
  net::loop_group loops;

  api::notice_gate gate;
  const api::hooks::event_writer hook_words;
  std::unique_ptr<store::store> data;
  media::blob_store blobs;
  media::image_library images;
  media::file_library space;
  media::blob_reader reader;

  chat::password_hasher hasher{{}};
  chat::word_screen screen;
  chat::word_list words;
  chat::accounts accounts;
  chat::rooms rooms;
  chat::members members;
  chat::invites invites;
  chat::presence presence;
  chat::messages messages;
  chat::message_changes changes;
  chat::message_views views;
  chat::personal personal;
  chat::files files;
  chat::uploads uploads;
  chat::file_sweeper sweeper;
  chat::image_meeting meeting;
  chat::faq_robot offline_robot;
  std::unique_ptr<robot::openai_robot> model_robot;
  chat::robot_talk robot;
  chat::room_robot room_robot;
  chat::summaries summaries;
  chat::synchroniser sync;
  chat::search search;
  chat::settings administered;
  chat::server_icons icons;
  setup_code setup;
  chat::enrolment enrolment;
  chat::passwords passwords;
  chat::people people;
  chat::administration administration;

  delivery::http_client web_client;
  delivery::page_fetcher pages;
  chat::previews previews;
  delivery::webhook_carrier webhooks;
  const api::mails::letters letters;
  std::unique_ptr<delivery::smtp_client> smtp;  ///< null without mail, as are its carriers
  chat::mails mails;
  std::unique_ptr<delivery::mail_carrier> mail_carrier;
  chat::digests digests;
  std::unique_ptr<delivery::digest_carrier> digest_carrier;
  delivery::push_door door;
  delivery::push_carrier pushes;
  delivery::sender sender;
  chat::push push;
  chat::hooks hooks;
  chat::bots bots;

  std::atomic<bool> draining = false;
  http::router routes;
  socketio::server sockets;
  api::contracts contracts;
  http::server web;
  net::task_group sweeping{loops[0], "files"};  // used on that loop
  std::vector<std::string> listening;
};

site::site(const config& settings) : parts_(std::make_unique<parts>(settings)) {}

site::~site() {
  parts_->data->close();  // while the loops run, so that every flow that waits gets its answer
  parts_->sender.stop();
  if (parts_->smtp) parts_->smtp->close();  // as soon as nobody gives it anything, while who waits for it is there
  parts_->loops.stop();
}

std::string site::start() {
  const listen_address& wanted = parts_->settings.listen;
  std::uint16_t port = wanted.port;
  std::string failure;
  for (tcp::endpoint address : resolve(parts_->context, wanted)) {
    try {
      address.port(port);
      const tcp::endpoint bound = parts_->web.listen(address);
      port = bound.port();
      parts_->listening.push_back(browser_address(bound));
    } catch (const boost::system::system_error& error) {
      failure = "webchats can't listen on " + browser_address(address) + ": " + error.code().message() +
                ". Another program may have the port; choose one with --listen ADDRESS:PORT.";
      // A family that this machine lacks is fine as long as another one works; a port that is taken is not.
      if (error.code() == asio::error::address_in_use) throw listen_error(failure);
    }
  }
  if (parts_->listening.empty()) throw listen_error(failure);
  parts_->loops.start();
  parts_->sender.start();
  parts_->loops[0].post(
      [parts = parts_.get()] { parts->sweeping.spawn(keep_swept(&parts->sweeper, sweeping_pause(parts->bounds))); });
  return parts_->listening.front();
}

std::vector<protocol_row> site::protocols() const {
  std::vector<protocol_row> rows;
  for (const std::string& address : parts_->listening) {
    rows.push_back({"HTTP", "On", "page, /api/v1, /api (classic)", address});
    rows.push_back({"Socket.IO 1-4", "On", "/chat, / (classic)", address + "/socket.io/"});
  }
  return rows;
}

std::string site::code_for_owner() const { return parts_->setup.text(); }

void site::run_until_signal() {
  base::log(base::log_level::info, "writes: " + std::string(to_string(parts_->loops.writes())));
  ignore(parts_->other_signals);
  asio::signal_set& signals = parts_->stop_signals;
  bool asked = false;
  signals.async_wait([&](const boost::system::error_code&, int) { asked = true; });
  while (!asked) parts_->context.run_one();

  base::log(base::log_level::info, "stopping: a second signal ends the waiting");
  parts_->draining = true;
  parts_->web.stop_accepting();
  parts_->sockets.close();
  bool hurried = false;
  signals.async_wait([&](const boost::system::error_code& error, int) { hurried = !error; });
  const auto give_up = std::chrono::steady_clock::now() + drain_patience;
  // Requests that were taken are answered, too.
  const auto busy = [this] { return parts_->sockets.session_count() != 0 || parts_->web.connection_count() != 0; };
  while (busy() && !hurried && std::chrono::steady_clock::now() < give_up) {
    parts_->context.run_one_for(drain_poll);
  }
}

}  // namespace webchats::app
