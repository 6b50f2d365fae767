#pragma once

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "chat/outcome.hpp"
#include "transfer/failure.hpp"

namespace webchats::transfer {

/// Runs flows of chat to their end for who has no loop. Nothing may be refused: what is done here is always allowed.
/// One thread; throws failure when something is refused.
class flow_runner {
 public:
  /// Starts all flows in their order and waits for all of them. `what`: for the error.
  template <class T>
  std::vector<chat::outcome<T>> run_all(std::string_view what, std::vector<chat::flow<T>> flows) {
    std::vector<std::optional<chat::outcome<T>>> answers(flows.size());
    for (std::size_t at = 0; at < flows.size(); ++at) {
      boost::asio::co_spawn(loop_, std::move(flows[at]),
                            [&answers, at](std::exception_ptr error, chat::outcome<T> answer) {
                              if (error) std::rethrow_exception(error);
                              answers[at] = std::move(answer);
                            });
    }
    loop_.run();
    loop_.restart();
    std::vector<chat::outcome<T>> all;
    all.reserve(answers.size());
    for (auto& each : answers) {
      if (!each || !*each) throw failure(std::string(what) + " is refused: the disk may be full");
      all.push_back(std::move(*each));
    }
    return all;
  }

  template <class T>
  chat::outcome<T> run(std::string_view what, chat::flow<T> one) {
    std::vector<chat::flow<T>> flows;
    flows.push_back(std::move(one));
    return std::move(run_all(what, std::move(flows)).front());
  }

 private:
  boost::asio::io_context loop_{1};
};

}  // namespace webchats::transfer
