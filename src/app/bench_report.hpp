#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "app/terminal.hpp"
#include "load/measurement.hpp"
#include "load/visit.hpp"

namespace webchats::app {

/// What a server of one's own carries.
struct machine_figures {
  std::size_t members = 0;     ///< of the room that the fan-outs go to
  std::size_t askers = 0;      ///< clients of `echo`
  std::size_t idle = 0;        ///< connections that were quiet
  std::size_t idle_bytes = 0;  ///< resident, of all of them
  load::figures paced;         ///< fan-out, one message at a time
  load::figures saturated;     ///< fan-out, many messages under way
  load::figures echo;
  load::figures connects;
};

/// The table, and what it means.
[[nodiscard]] std::string report(const machine_figures& found, language lang);
[[nodiscard]] std::string report(const load::visit_figures& found, const load::visit_plan& plan, language lang);

/// What happened to a connection, and what can be done about it, as one sentence or two.
[[nodiscard]] std::string explain(const load::loss& what, const load::visit_plan& plan, language lang);

/// `number` to two digits: 215'674 is 220'000.
[[nodiscard]] std::uint64_t about(double number) noexcept;

}  // namespace webchats::app
