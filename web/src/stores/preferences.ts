import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';

export const languages = ['zh-CN', 'zh-TW', 'en'] as const;
export type Language = (typeof languages)[number];

export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

/** The first language of the browser that we speak: traditional Chinese where it is written, any other Chinese, else English. */
export function languageOf(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    if (/^zh-(hant|tw|hk|mo)\b/i.test(tag)) return 'zh-TW';
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** What rings on this device: nothing, what names its person or is written to them, all that notifies. */
export const alertSounds = ['off', 'personal', 'all'] as const;
export type AlertSound = (typeof alertSounds)[number];

const switches = ['on', 'off'] as const;

function oneOf<T extends string>(allowed: readonly T[], otherwise: T) {
  return {
    read: (raw: string): T => (allowed.includes(raw as T) ? (raw as T) : otherwise),
    write: (value: T): string => value,
  };
}

/** Choices that belong to this browser, not to the account. */
export const usePreferences = defineStore('preferences', () => {
  const preferred = languageOf(navigator.languages);
  const language = useLocalStorage<Language>('webchats.language', preferred, { serializer: oneOf(languages, preferred) });
  const appearance = useLocalStorage<Appearance>('webchats.appearance', 'system', { serializer: oneOf(appearances, 'system') });
  /** The announcement that was read here and is not shown again. */
  const dismissed = useLocalStorage('webchats.dismissed', '');
  const sound = useLocalStorage<AlertSound>('webchats.sound', 'personal', { serializer: oneOf(alertSounds, 'personal') });
  /** Whether the page shows notifications of the browser, where it is allowed to. */
  const popups = useLocalStorage<(typeof switches)[number]>('webchats.popups', 'on', { serializer: oneOf(switches, 'on') });
  return { language, appearance, dismissed, sound, popups };
});
