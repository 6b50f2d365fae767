/** Characters of everyday words that are written in one way here and in another there. */
const simplified = /[这们个来说时会对国发为么过还样问没从给让现开关请谢吗谁话书车长东门见买卖钱头间学习写读听点图传网电话认识觉错应该]/gu;
const traditional = /[這們個來說時會對國發為麼過還樣問沒從給讓現開關請謝嗎誰話書車長東門見買賣錢頭間學習寫讀聽點圖傳網電話認識覺錯應該]/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** So much of a text tells its language. */
const looked = 400;

/**
 * The language of a text as far as its writing tells: how it is read aloud, and which form its characters have. Empty: it is
 * none of these; undefined: nothing in it is language.
 */
export function languageOf(text: string): string | undefined {
  const words = text.slice(0, looked).replace(/(?:https?:\/\/|www\.|@)\S+/gi, '');
  if (/[\p{sc=Hiragana}\p{sc=Katakana}]/u.test(words)) return 'ja';
  if (/\p{sc=Hangul}/u.test(words)) return 'ko';
  if (/\p{sc=Han}/u.test(words)) {
    const difference = count(words, simplified) - count(words, traditional);
    return difference > 0 ? 'zh-CN' : difference < 0 ? 'zh-TW' : 'zh';
  }
  if (!/\p{L}/u.test(words)) return undefined;
  return /[^\P{L}a-zA-Z]/u.test(words) ? '' : 'en';
}
