// What SEED=demo puts into the mock server: four people, two rooms with a past, somebody online.
import { png } from './png.mjs';

export function demo({ state, addUser, addMessage, storeFile }) {
  const [room1, room2] = state.rooms.values();
  const [li, zhang, ann, wang] = [
    addUser('li@example.com', 'password', '李小雨'),
    addUser('zhang@example.com', 'password', '张三'),
    addUser('ann@example.com', 'password', 'Ann'),
    addUser('wang@example.com', 'password', '王大锤'),
  ];
  room1.guests = [zhang, ann];
  room2.guests = [wang];
  const minute = 60_000;
  const base = Date.now() - 26 * 60 * minute;
  const at = (minutes) => new Date(base + minutes * minute).toISOString();
  for (let n = 0; n < 120; n += 1) addMessage(room1, [zhang, ann, wang][n % 3], `历史消息 ${n + 1}：${'一些比较早的聊天内容。'.repeat((n % 4) + 1)}`, [], at(n * 3 - 600));
  const say = (minutes, user, text, files = []) => addMessage(room1, user, text, files, at(minutes));
  say(0, zhang, '周末有人去爬山吗？');
  say(1, ann, 'Me! Where are we going?');
  say(2, zhang, '香山，早上八点在地铁口集合\n记得带水和帽子');
  say(4, li, '我也去 🙋‍♀️');
  say(5, li, '路线看这里：https://example.com/hike?day=sat，很详细。');
  say(6, ann, '👍');
  const today = 25 * 60;
  say(today, wang, '大家早！昨天爬山的照片出来了');
  say(today + 1, wang, '', [storeFile(png(960, 640), 'image/png')]);
  say(today + 2, ann, '', [storeFile(png(480, 480, 0.3), 'image/png'), storeFile(png(480, 480, 0.6), 'image/png'), storeFile(png(480, 480, 0.9), 'image/png')]);
  say(today + 3, li, '拍得真好！');
  say(today + 4, li, '下次还去 🎉');
  say(today + 30, zhang, '好啊，下次去远一点的地方，可以考虑住一晚，看看日出。我先查查天气和车票，晚上发到群里，大家有空的话一起商量。');
  say(today + 31, ann, '日出！🌅🌅');
  for (const user of [li, zhang, ann, wang]) user.read.set(room1.id, room1.messages.length);
  addMessage(room2, wang, '有人用过新的搜索吗？', [], at(today + 10));
  addMessage(room2, wang, '中文一个字也能搜到，很快', [], at(today + 11));
  addMessage(room2, ann, 'Nice, I will try it tonight', [], at(today + 20));
}
