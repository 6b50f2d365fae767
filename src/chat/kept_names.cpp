#include "chat/kept_names.hpp"

#include <array>
#include <string>
#include <boost/unordered/unordered_flat_map.hpp>

#include "chat/name_look.hpp"
#include "chat/room_robot.hpp"

namespace webchats::chat {

namespace {

constexpr std::array<std::string_view, 9> of_server{"Dabai",    "all",      "everyone", "here", "所有人",
                                                    "全体成员", "全體成員", "在线",     "在線"};
constexpr std::array<std::string_view, 25> of_staff{
    "admin",    "administrator", "管理员",   "管理員",   "moderator", "版主",   "root",     "system", "系统",
    "系統",     "系统消息",      "系統訊息", "webchats", "support",   "客服",   "客服大白", "官方",   "官方客服",
    "official", "robot",         "机器人",   "機器人",   "deleted",   "已注销", "已註銷"};

using keepers = boost::unordered_flat_map<std::string, kept_for>;

keepers known() {
  keepers all{{name_look(room_robot::name), kept_for::server}};
  for (const auto each : of_server) all.emplace(name_look(each), kept_for::server);
  for (const auto each : of_staff) all.emplace(name_look(each), kept_for::staff);
  return all;
}

}  // namespace

kept_for who_keeps(std::string_view look) {
  static const auto all = known();
  const auto found = all.find(std::string(look));
  return found == all.end() ? kept_for::nobody : found->second;
}

}  // namespace webchats::chat
