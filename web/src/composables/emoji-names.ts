/** Names by which emoji are found while typing: `:smile`, `:笑`. One line each: the emoji, its English names, its Chinese ones. */
const table = `
😀 grinning 笑脸|😄 smile 大笑|😁 grin 嘻嘻|😆 laughing 哈哈|😅 sweat_smile 汗笑|🤣 rofl 笑翻|😂 joy 笑哭|🙂 slight_smile 微笑|🙃 upside_down 倒脸|😉 wink 眨眼|😊 blush 害羞|😇 innocent 天使
🥰 hearts 喜爱|😍 heart_eyes 花痴|🤩 star_struck 崇拜|😘 kiss 飞吻|😋 yum 好吃|😜 crazy 调皮|🤑 money 发财|🤗 hug 抱抱|🤔 thinking 思考|🤐 zip 闭嘴|😐 neutral 无语|🙄 eyeroll 白眼|😬 grimace 尴尬
😌 relieved 安心|😴 sleeping 睡觉|😷 mask 口罩|🤢 sick 恶心|🤮 vomit 吐|🥵 hot 热|🥶 cold 冷|🤯 exploding 震惊|🥳 party 庆祝|😎 cool 墨镜|🤓 nerd 书呆|😕 confused 困惑|😮 open_mouth 惊讶|😳 flushed 脸红
🥺 pleading 委屈|😥 sad 难过|😢 cry 哭|😭 sob 大哭|😱 scream 尖叫|😡 rage 愤怒|🤬 cursing 骂|😈 devil 坏笑|💀 skull 骷髅|💩 poop 便便|👻 ghost 鬼|🤖 robot 机器人|👋 wave 挥手|👌 ok 好的|✌️ victory 胜利
🤞 fingers_crossed 祝好运|👈 left 左|👉 right 右|👆 up 上|👇 down 下|👍 +1 thumbsup 赞|👎 -1 thumbsdown 踩|✊ fist 拳头|👏 clap 鼓掌|🙌 raised_hands 万岁|🤝 handshake 握手|🙏 pray thanks 谢谢 拜托|💪 muscle 加油|👀 eyes 看
❤️ heart 爱心|💔 broken_heart 心碎|💯 hundred 100 满分|💤 zzz 困|💬 speech 说话|🎉 tada 撒花|🎊 confetti 彩带|🎁 gift 礼物|🎂 cake 蛋糕 生日|🏆 trophy 奖杯|⚽ soccer 足球|🏀 basketball 篮球|🎮 game 游戏|🎵 music 音乐
🔥 fire 火|✨ sparkles 闪亮|⭐ star 星|🌞 sun 太阳|🌈 rainbow 彩虹|❄️ snow 雪|☔ rain 雨|🌹 rose 玫瑰|🐶 dog 狗|🐱 cat 猫|🐼 panda 熊猫|🐷 pig 猪|🦄 unicorn 独角兽|🍎 apple 苹果|🍉 watermelon 西瓜|🍔 burger 汉堡
🍕 pizza 披萨|🍜 noodles 面条|🍚 rice 米饭|🥟 dumpling 饺子|☕ coffee 咖啡|🍵 tea 茶|🧋 milk_tea 奶茶|🍺 beer 啤酒|🍻 cheers 干杯|✅ check 完成|❌ x 错|❓ question 问号|❗ exclamation 感叹|⚠️ warning 警告|🚫 no 禁止
🚀 rocket 火箭|🚗 car 车|✈️ plane 飞机|🚄 train 高铁|🏠 home 家|🏢 office 公司|🌍 earth 地球|📌 pin 图钉|📎 clip 回形针|📝 memo 笔记|📅 calendar 日历|⏰ alarm 闹钟|💡 idea 灵感|🐛 bug 虫|🔧 wrench 修理|🧧 red_envelope 红包|🏮 lantern 灯笼`;

const entries = table
  .split(/[|\n]/)
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [emoji = '', ...names] = line.trim().split(' ');
    return { emoji, names };
  });

/** Emoji one of whose names begins with the words, then those that contain them. */
export function emojiNamed(query: string, most: number): { emoji: string; name: string }[] {
  const wanted = query.toLowerCase();
  const hit = (test: (name: string) => boolean) =>
    entries.flatMap(({ emoji, names }) => {
      const name = names.find(test);
      return name === undefined ? [] : [{ emoji, name }];
    });
  const first = hit((name) => name.startsWith(wanted));
  const rest = hit((name) => name.includes(wanted)).filter((one) => !first.some((known) => known.emoji === one.emoji));
  return [...first, ...rest].slice(0, most);
}
