import { createI18n } from 'vue-i18n';
import type { LaterTexts } from './later.zh-CN';
import type { Texts } from './zh-CN';

export type TextLanguage = 'zh-CN' | 'zh-TW' | 'en';

const loaders: Record<TextLanguage, () => Promise<Texts>> = {
  'zh-CN': async () => (await import('./zh-CN')).zhCN,
  'zh-TW': async () => (await import('./zh-TW')).zhTW,
  en: async () => (await import('./en')).en,
};

const laterLoaders: Record<TextLanguage, () => Promise<LaterTexts>> = {
  'zh-CN': async () => (await import('./later.zh-CN')).laterZhCN,
  'zh-TW': async () => (await import('./later.zh-TW')).laterZhTW,
  en: async () => (await import('./later.en')).laterEn,
};

type Named = { named(key: string): unknown };
type Compiled = { [Group in keyof Texts]: { [Key in keyof Texts[Group]]: (context: Named) => string } };

/** Our texts know one thing, `{name}`; the library's own compiler is larger than all texts together and stays out of the build. */
function compile(text: string): (context: Named) => string {
  const pieces = text.split(/\{(\w+)\}/);
  if (pieces.length === 1) return () => text;
  return (context) => pieces.map((piece, index) => (index % 2 === 0 ? piece : String(context.named(piece)))).join('');
}

function compileAll(texts: Texts | LaterTexts): Compiled {
  const group = (one: Record<string, string>) => Object.fromEntries(Object.entries(one).map(([key, text]) => [key, compile(text)]));
  return Object.fromEntries(Object.entries(texts).map(([key, one]) => [key, group(one)])) as Compiled;
}

/** The texts of the page. A language is fetched when it is chosen. */
export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as string,
  fallbackLocale: [],
  missingWarn: import.meta.env.DEV,
  messages: {} as Record<string, Compiled>,
});

const here = new Set<TextLanguage>();

export async function useLanguage(language: TextLanguage): Promise<void> {
  if (!here.has(language)) {
    i18n.global.mergeLocaleMessage(language, compileAll(await loaders[language]()));
    here.add(language);
  }
  if (laterWanted) await addLater(language);
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
}

let laterWanted = false;
const laterHere = new Set<TextLanguage>();

async function addLater(language: TextLanguage): Promise<void> {
  if (laterHere.has(language)) return;
  i18n.global.mergeLocaleMessage(language, compileAll(await laterLoaders[language]()));
  laterHere.add(language);
}

/** The texts of the pages that are loaded late; from then on in every language that is chosen. */
export async function useLaterTexts(): Promise<void> {
  laterWanted = true;
  await addLater(i18n.global.locale.value as TextLanguage);
}
