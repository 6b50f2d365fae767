import { defineStore } from 'pinia';
import { ref } from 'vue';

/** The server tells whole seconds, and an answer takes its time: a clock that is no further off is right. */
const roundMs = 2000;

/** What time it is for the server, who decides when a mute ends; the clock of this device may be wrong. */
export const useClock = defineStore('clock', () => {
  /** Add it to the time of this device. */
  const offset = ref(0);

  /** The server said that it is `told`, to a question of the time `asked` that was answered at `answered`; all in milliseconds. */
  function note(told: number, asked: number, answered: number): void {
    if (Number.isNaN(told)) return;
    const off = told - (asked + answered) / 2;
    offset.value = Math.abs(off) <= roundMs + (answered - asked) / 2 ? 0 : Math.round(off);
  }

  const now = (): number => Date.now() + offset.value;

  return { offset, note, now };
});
