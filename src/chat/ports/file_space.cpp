#include "chat/ports/file_space.hpp"

#include <algorithm>

namespace webchats::chat {

std::vector<std::string> urls_of(const file& stored) {
  std::vector<std::string> urls;
  for (const auto& url : {stored.url, stored.medium, stored.thumb}) {
    if (!url.empty() && std::ranges::find(urls, url) == urls.end()) urls.push_back(url);
  }
  return urls;
}

}  // namespace webchats::chat
