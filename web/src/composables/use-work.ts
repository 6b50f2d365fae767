import { ref } from 'vue';
import { asChatError } from '@/protocol';
import { useNotice } from './use-notice';

/** What a person has asked for and waits for. `run` tells whether it was done; why not, the person is told. */
export function useWork(begins: 'idle' | 'busy' = 'idle') {
  const { sayError } = useNotice();
  const busy = ref(begins === 'busy');

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true;
    try {
      await work();
      return true;
    } catch (reason) {
      sayError(asChatError(reason));
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, run };
}
