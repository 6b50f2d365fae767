import { useI18n } from 'vue-i18n';
import { useNotice } from './use-notice';

/** Puts words where they can be pasted from, and says so. */
export function useCopy() {
  const { t } = useI18n();
  const { say } = useNotice();

  async function copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https there is no clipboard interface.
      const area = Object.assign(document.createElement('textarea'), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    say(t('common.copied'));
  }

  return { copy };
}
