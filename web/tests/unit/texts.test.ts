import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '@/i18n/en';
import { laterEn } from '@/i18n/later.en';
import { laterZhCN } from '@/i18n/later.zh-CN';
import { zhCN } from '@/i18n/zh-CN';
import { i18n, useLanguage } from '@/i18n';
import { hookEvents } from '@/protocol/admin';
import { errorCodes } from '@/protocol';

function flat(texts: object): Map<string, string> {
  return new Map(Object.entries(texts).flatMap(([group, one]) => Object.entries(one as Record<string, string>).map(([key, text]) => [`${group}.${key}`, text] as const)));
}

const chinese = flat({ ...zhCN, ...laterZhCN });
const english = flat({ ...en, ...laterEn });
const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort();

describe('texts', () => {
  it('exist in both languages with the same values to fill in', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
    for (const [key, text] of chinese) expect([key, names(english.get(key) ?? '')]).toEqual([key, names(text)]);
  });

  it('are never empty, and English has no Chinese but names', () => {
    for (const text of [...chinese.values(), ...english.values()]) expect(text.trim()).not.toBe('');
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
