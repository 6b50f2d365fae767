import { useI18n } from 'vue-i18n';

/** Lengths of time in the words of the page, in the largest unit that they fill: 5 s, 10 min, 1 h, 7 days. */
export function useSpans() {
  const { t } = useI18n();

  function span(seconds: number): string {
    if (seconds < 60) return t('settings.seconds', { n: seconds });
    if (seconds < 3600) return t('settings.minutes', { n: seconds / 60 });
    return seconds < 86_400 ? t('settings.hours', { n: seconds / 3600 }) : t('settings.days', { n: seconds / 86_400 });
  }

  return { span };
}
