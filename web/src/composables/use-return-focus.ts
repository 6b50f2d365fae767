import { nextTick, onBeforeUnmount, watch, type Ref } from 'vue';

const overlays = '.v-overlay-container';

/** Where the focus was last, menus and dialogs left out: what opened them may be gone when they close. */
let lastOutside: HTMLElement | null = null;
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && !target.closest(overlays)) lastOutside = target;
});

const isLost = (): boolean => {
  const now = document.activeElement;
  return now === null || now === document.body || now.closest(overlays) !== null;
};

/** Two seconds: a starved machine takes a while to put a menu into its place. */
const framesMax = 120;

/** Focuses what has just been made: it takes the focus only once it is in its place, a few frames later. */
export function focusWhenShown(element: HTMLElement | null | undefined, frames = framesMax): void {
  if (!element || frames === 0) return;
  // Who has moved on inside of what was shown is not called back.
  if ((element.closest('[role="menu"], [role="dialog"]') ?? element).contains(document.activeElement)) return;
  element.focus({ preventScroll: true });
  requestAnimationFrame(() => focusWhenShown(element, frames - 1));
}

/** Whatever takes the focus for a while gives it back to who had it, unless it has gone elsewhere meanwhile. */
export function useReturnFocus(open?: Ref<boolean>): void {
  let opener: Element | null = null;
  let taken = false;

  function take(): void {
    opener = document.activeElement;
    taken = true;
  }

  async function giveBack(): Promise<void> {
    if (!taken) return;
    taken = false;
    await nextTick();
    if (!isLost()) return;
    const back = opener instanceof HTMLElement && opener !== document.body && opener.isConnected ? opener : lastOutside;
    if (back?.isConnected) back.focus({ preventScroll: true });
  }

  if (open) watch(open, (now) => (now ? take() : void giveBack()), { immediate: true });
  else take();
  onBeforeUnmount(() => void giveBack());
}
