import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '@/i18n/en';
import { laterEn } from '@/i18n/later.en';
import { laterZhCN } from '@/i18n/later.zh-CN';
import { laterZhTW } from '@/i18n/later.zh-TW';
import { zhCN } from '@/i18n/zh-CN';
import { zhTW } from '@/i18n/zh-TW';
import { i18n, useLanguage } from '@/i18n';
import { errorCodes } from '@/protocol';
import { hookEvents } from '@/protocol/admin';

function flat(texts: object): Map<string, string> {
  return new Map(Object.entries(texts).flatMap(([group, one]) => Object.entries(one as Record<string, string>).map(([key, text]) => [`${group}.${key}`, text] as const)));
}

const chinese = flat({ ...zhCN, ...laterZhCN });
const taiwanese = flat({ ...zhTW, ...laterZhTW });
const english = flat({ ...en, ...laterEn });
/** Characters that are written otherwise in Taiwan, and words that are said otherwise. */
const simplified = /[这们时国会发对开关闭讯邮录图设载试输间编辑删链页级]/u;
const mainland = /郵箱|賬號|登錄|信息|文件|網絡|服務器|默認|軟件|視頻|用戶|鏈接|搜索|保存|添加|舉報|頭像|置頂|在線/u;
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort();

describe('texts', () => {
  it.each([
    ['English', english],
    ['Taiwanese', taiwanese],
  ])('exist in %s with the same values to fill in', (_, texts) => {
    expect([...texts.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, text] of chinese) expect([key, names(texts.get(key) ?? '')]).toEqual([key, names(text)]);
  });

  it('are those of Taiwan, in characters and in words', () => {
    for (const [key, text] of taiwanese) {
      if (key.startsWith('language.')) continue;
      expect([key, text]).not.toEqual([key, expect.stringMatching(mainland)]);
      expect([key, text]).not.toEqual([key, expect.stringMatching(simplified)]);
    }
  });

  it('are never empty, and English has no Chinese but names', () => {
    for (const text of [...chinese.values(), ...taiwanese.values(), ...english.values()]) expect(text.trim()).not.toBe('');
    for (const [key, text] of english) if (!key.startsWith('language.')) expect([key, text.replaceAll('大白', '')]).not.toEqual([key, expect.stringMatching(/\p{Script=Han}/u)]);
  });

  it('exist for every error code', () => {
    for (const code of [...errorCodes, 'offline', 'timeout', 'unexpected']) expect(chinese.has(`errors.${code}`)).toBe(true);
  });

  it('exist for every key that the page asks for', () => {
    const source = join(import.meta.dirname, '../../src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name));
    const asked = files.flatMap((name) => [...readFileSync(join(source, name), 'utf8').matchAll(/'([a-z]+\.[a-zA-Z0-9_]+)'/g)].map((match) => match[1] as string));
    const groups = new Set([...Object.keys(zhCN), ...Object.keys(laterZhCN)]);
    const keys = [...new Set(asked)].filter((key) => groups.has(key.split('.')[0] as string));
    expect(keys.length).toBeGreaterThan(80);
    const events: readonly string[] = hookEvents; // Named alike, but no texts.
    expect(keys.filter((key) => !chinese.has(key) && !events.includes(key))).toEqual([]);
  });

  it('are filled in and switch without a reload', async () => {
    await useLanguage('zh-CN');
    expect(i18n.global.t('room.online', { n: 3 })).toBe('3 人在线');
    await useLanguage('en');
    expect(i18n.global.t('room.typingTwo', { a: 'A|@', b: '{n}' })).toBe('A|@ and {n} are typing…');
    expect(document.documentElement.lang).toBe('en');
  });
});
