import { ref } from 'vue';
import type { ChatError } from '@/protocol';
import { useWords } from './use-words';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'info' | 'error';
}

const current = ref<Notice | null>(null);
let nextId = 1;

/** The one line at the bottom of the screen that says what just happened. */
export function useNotice() {
  const { errorText } = useWords();
  const say = (text: string, tone: Notice['tone'] = 'info'): void => {
    current.value = { id: nextId++, text, tone };
  };
  return { current, say, sayError: (error: ChatError): void => say(errorText(error), 'error') };
}
