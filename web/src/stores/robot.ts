import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { asChatError, type ChatError } from '@/protocol';
import { useNet } from './net';

export interface RobotLine {
  readonly id: number;
  readonly from: 'me' | 'robot';
  readonly text: string;
  readonly time: string;
  readonly state: 'done' | 'waiting' | 'failed';
  readonly error: ChatError | null;
}

const answerTimeoutMs = 60_000;
/** A question that is asked while the page still connects waits so long for the connection. */
const connectingMs = 10_000;

/** The talk with 大白. It lives as long as the page and is stored nowhere. */
export const useRobot = defineStore('robot', () => {
  const { link } = useNet();
  const lines = shallowRef<readonly RobotLine[]>([]);
  let nextId = 1;

  function add(from: RobotLine['from'], text: string, state: RobotLine['state']): RobotLine {
    const line: RobotLine = { id: nextId++, from, text, time: new Date().toISOString(), state, error: null };
    lines.value = [...lines.value, line];
    return line;
  }

  function change(id: number, fields: Partial<RobotLine>): void {
    lines.value = lines.value.map((line) => (line.id === id ? { ...line, ...fields } : line));
  }

  const waiters = new Set<() => void>();
  link.onState((state) => {
    if (state === 'online') for (const go of [...waiters]) go();
  });

  /** Resolves when the connection is there, or when it takes too long: then the request says so. */
  function connected(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(late);
        waiters.delete(go);
        resolve();
      };
      const late = setTimeout(go, connectingMs);
      waiters.add(go);
    });
  }

  async function fetchAnswer(question: RobotLine): Promise<void> {
    change(question.id, { state: 'waiting', error: null });
    try {
      if (link.state !== 'online') await connected();
      const answer = await link.request('robot', { text: question.text }, answerTimeoutMs);
      change(question.id, { state: 'done' });
      add('robot', answer.text, 'done');
    } catch (reason) {
      change(question.id, { state: 'failed', error: asChatError(reason) });
    }
  }

  function ask(text: string): Promise<void> {
    return fetchAnswer(add('me', text, 'waiting'));
  }

  async function retry(id: number): Promise<void> {
    const line = lines.value.find((one) => one.id === id);
    if (line?.state === 'failed') await fetchAnswer(line);
  }

  function clear(): void {
    lines.value = [];
  }

  return { lines, ask, retry, clear };
});
