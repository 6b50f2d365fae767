import { ref, type Ref } from 'vue';
import type { OutgoingFile } from '@/stores';

/** What begins with a slash is a command. What is not carried out is in the composer again, unless something else is being written there. */
export function useCommand(composer: Ref<{ giveBack(words: string): void } | null>, post: (text: string, files: readonly OutgoingFile[]) => void) {
  /** The one that is being carried out, with its slash. */
  const command = ref('');

  function send(text: string, files: readonly OutgoingFile[]): void {
    if (/^[/／][^\s/]/.test(text) && files.length === 0) command.value = text;
    else post(text, files);
  }

  function ended(failed: boolean): void {
    if (failed) composer.value?.giveBack(command.value);
    command.value = '';
  }

  return { command, send, ended };
}
