#pragma once

#include "chat/ports/search_repository.hpp"
#include "store/readers.hpp"

namespace webchats::store {

/// Searches on SQL. May be used from any loop.
class search_store final : public chat::search_repository {
 public:
  explicit search_store(readers& reads) : readers_(reads) {}

  [[nodiscard]] chat::flow<chat::found_messages> find_messages(chat::message_search wanted) override;
  [[nodiscard]] chat::flow<std::vector<chat::user>> find_people(std::string typed, std::size_t limit) override;

 private:
  readers& readers_;
};

}  // namespace webchats::store
