import { useI18n } from 'vue-i18n';
import type { ChatError } from '@/protocol';
import * as format from './format';

/** Times and errors in the language of the page. */
export function useWords() {
  const { t, locale } = useI18n();
  const words = (): format.DayWords => ({ today: t('room.today'), yesterday: t('room.yesterday') });

  const dayAndClock = (time: string): string => format.dayAndClock(time, locale.value, words());

  /** A friendly sentence; for bad input the server's own text, which names the field, follows. What is wrong with a name, and where there is a reason or a wait, the server says best. */
  function errorText(error: ChatError): string {
    if (error.code === 'taken' && error.field !== 'email' && error.detail) return error.detail;
    if (error.reason || error.retryAfterSeconds) return error.detail.replace(/\d{4}-\S+Z/, dayAndClock) || t(`errors.${error.code}`);
    const sentence = t(`errors.${error.code}`);
    return error.code === 'invalid' && error.detail !== '' ? `${sentence} (${error.detail})` : sentence;
  }

  return {
    errorText,
    clock: format.clock,
    day: (time: string) => format.day(time, locale.value, words()),
    shortDay: (time: string) => format.shortDay(time, locale.value, words()),
    dayAndClock,
    fileSize: (bytes: number) => format.fileSize(bytes, locale.value),
    plainDate: (time: string) => format.plainDate(time, locale.value),
  };
}
