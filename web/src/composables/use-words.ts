import { useI18n } from 'vue-i18n';
import type { ChatError } from '@/protocol';
import * as format from './format';

/** Times and errors in the language of the page. */
export function useWords() {
  const { t, locale } = useI18n();
  const words = (): format.DayWords => ({ today: t('room.today'), yesterday: t('room.yesterday') });

  /** A friendly sentence; for bad input the server's own text, which names the field, follows. What is wrong with a name, the server says best. */
  function errorText(error: ChatError): string {
    if (error.code === 'rate_limited' && error.retryAfterSeconds) return t('errors.rate_limited_seconds', { n: error.retryAfterSeconds });
    if (error.code === 'taken' && error.field !== 'email' && error.detail) return error.detail;
    const sentence = t(`errors.${error.code}`);
    return error.code === 'invalid' && error.detail !== '' ? `${sentence} (${error.detail})` : sentence;
  }

  return {
    errorText,
    clock: (time: string) => format.clock(time, locale.value),
    day: (time: string) => format.day(time, locale.value, words()),
    shortDay: (time: string) => format.shortDay(time, locale.value, words()),
    dayAndClock: (time: string) => format.dayAndClock(time, locale.value, words()),
    fileSize: (bytes: number) => format.fileSize(bytes, locale.value),
    plainDate: (time: string) => format.plainDate(time, locale.value),
  };
}
