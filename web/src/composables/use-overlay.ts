import { onBeforeUnmount, watch, type Ref } from 'vue';
import { useReturnFocus } from './use-return-focus';

/** The open ones, the topmost last. */
const opened: Ref<boolean>[] = [];

// Overlays of Vuetify know by a timer that they are the topmost, and do not hear Escape before. Listening first, this comes before them.
window.addEventListener('keydown', (event) => {
  const top = opened.at(-1);
  if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || !top) return;
  event.stopImmediatePropagation();
  top.value = false;
});

/** A menu or a dialog: Escape closes it from the moment it opens, and the focus goes back to who had it. */
export function useOverlay(open: Ref<boolean>): void {
  function close(): void {
    const at = opened.indexOf(open);
    if (at >= 0) opened.splice(at, 1);
  }

  watch(open, (now) => (now ? opened.push(open) : close()), { immediate: true });
  onBeforeUnmount(close);
  useReturnFocus(open);
}
