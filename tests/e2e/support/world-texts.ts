/** What people say in the pictures and the checks of every page, in two languages. */
export interface WorldTexts {
  readonly server: string;
  readonly owner: string;
  readonly people: readonly [string, string, string, string];
  readonly lobby: { readonly name: string; readonly topic: string };
  readonly second: { readonly name: string; readonly topic: string };
  readonly rooms: readonly { readonly name: string; readonly topic: string; readonly kind: 'public' | 'private'; readonly last: string }[];
  readonly direct: readonly [string, string];
  readonly status: string;
  readonly talk: {
    readonly plan: string;
    readonly answer: string;
    readonly details: string;
    readonly link: string;
    readonly photos: string;
    readonly praise: string;
    readonly thread: readonly [string, string];
    readonly mention: string;
    readonly own: string;
    readonly ownEdited: string;
    readonly deleted: string;
    readonly last: string;
  };
  readonly unread: readonly string[];
  readonly search: string;
  readonly report: string;
  readonly announcement: { readonly zh: string; readonly en: string };
}

export const worldTexts: Record<'zh-CN' | 'en', WorldTexts> = {
  'zh-CN': {
    server: '青松社区',
    owner: '林一',
    people: ['李小雨', '张三', 'Ann', '王大锤'],
    lobby: { name: '大厅', topic: '随便聊聊，新来的先打个招呼' },
    second: { name: '周末爬山', topic: '每个周六，风雨无阻' },
    rooms: [
      { name: '读书会', topic: '这个月读《三体》', kind: 'public', last: '第二章读完了，下周三晚上八点聊' },
      { name: '前端交流', topic: 'Vue、TypeScript 和一切好看的东西', kind: 'public', last: '新版的虚拟列表真快，十万条也不卡' },
      { name: '活动筹备', topic: '', kind: 'private', last: '场地定了，周五去看一眼' },
    ],
    direct: ['照片我传到群里了，记得看', '收到，拍得真好！'],
    status: '在山上，信号不好',
    talk: {
      plan: '周末有人去爬山吗？天气预报说是晴天 ☀️',
      answer: '我去！几点出发？',
      details: '香山东门，早上八点集合\n记得带水和帽子',
      link: '路线在这里：https://example.com/hike?day=sat，走得慢的可以从西边上。',
      photos: '昨天的照片出来了',
      praise: '太好看了，下次还去 🎉',
      thread: ['晚饭去哪里吃？', '山下那家面馆不错'],
      mention: '@林一 下次定个远一点的地方吧，可以看日出',
      own: '好啊，我先查查车票',
      ownEdited: '好啊，我先查查天气和车票，晚上发到群里',
      deleted: '发错群了',
      last: '日出！🌅',
    },
    unread: ['明早七点半，地铁口见', '要不要带早饭？', '我带三明治，人人有份'],
    search: '照片',
    report: '这是广告',
    announcement: { zh: '周三凌晨两点升级，约五分钟', en: 'Upgrade on Wednesday at 2 am, about five minutes' },
  },
  en: {
    server: 'Pine Hill',
    owner: 'Robin',
    people: ['Lucia', 'Marcus', 'Ann', 'Teo'],
    lobby: { name: 'Lobby', topic: 'Say hello, everything goes' },
    second: { name: 'Weekend hikes', topic: 'Every Saturday, rain or shine' },
    rooms: [
      { name: 'Book club', topic: 'This month: The Left Hand of Darkness', kind: 'public', last: 'Finished chapter two. Shall we talk on Wednesday at eight?' },
      { name: 'Front-end', topic: 'Vue, TypeScript and everything nice to look at', kind: 'public', last: 'The new virtual list is fast: 100,000 rows and no jank' },
      { name: 'Planning', topic: '', kind: 'private', last: 'The venue is booked, we look at it on Friday' },
    ],
    direct: ['The photos are in the group, have a look', 'Got them, they are lovely!'],
    status: 'On a hill, bad reception',
    talk: {
      plan: 'Anybody up for a hike this weekend? They say it will be sunny ☀️',
      answer: 'Count me in! When do we start?',
      details: 'East gate, eight in the morning\nBring water and a hat',
      link: 'The route is here: https://example.com/hike?day=sat. The western path is the easy one.',
      photos: 'Here are the pictures of yesterday',
      praise: 'Beautiful, let us go again 🎉',
      thread: ['Where shall we have dinner?', 'The noodle place at the foot of the hill is good'],
      mention: '@Robin let us go somewhere further next time and see the sunrise',
      own: 'Good idea, I will look up the trains',
      ownEdited: 'Good idea, I will look up the weather and the trains and post it here tonight',
      deleted: 'Wrong room, sorry',
      last: 'Sunrise! 🌅',
    },
    unread: ['Half past seven at the station, then', 'Should we bring breakfast?', 'I bring sandwiches for everybody'],
    search: 'pictures',
    report: 'This is an advertisement',
    announcement: { zh: '周三凌晨两点升级，约五分钟', en: 'Upgrade on Wednesday at 2 am, about five minutes' },
  },
};
