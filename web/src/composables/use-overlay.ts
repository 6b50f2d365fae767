import { onBeforeUnmount, watch, type Ref } from 'vue';
import type { Router } from 'vue-router';
import { BackEntries } from './back-entries';
import { useReturnFocus } from './use-return-focus';

/** The open ones, the topmost last. */
const opened: Ref<boolean>[] = [];
let entries: BackEntries | null = null;

function closeTop(): void {
  const top = opened.pop();
  if (top) top.value = false;
}

// Overlays of Vuetify know by a timer that they are the topmost, and do not hear Escape before. Listening first, this comes before them.
window.addEventListener('keydown', (event) => {
  const top = opened.at(-1);
  if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || !top) return;
  event.stopImmediatePropagation();
  top.value = false;
});

/** Back closes what is open over a page. Once, with the router. */
export function closeByBack(router: Router): void {
  const { history } = router.options;
  const back = new BackEntries(
    {
      depth: () => Number((window.history.state as { overlays?: number } | null)?.overlays ?? 0),
      push: (overlays) => history.push(history.location, { overlays }),
      back: (steps) => history.go(-steps, false),
    },
    { count: () => opened.length, closeTop },
  );
  entries = back;
  window.addEventListener('popstate', () => back.arrived(), { capture: true });
  // Where the browser is already, it went by itself.
  router.beforeResolve((to) => (to.fullPath === history.location ? undefined : back.clear()));
  router.afterEach(() => back.moved());
}

/** A menu or a dialog: Escape and Back close it from the moment it opens, and the focus goes back to who had it. */
export function useOverlay(open: Ref<boolean>): void {
  function close(): void {
    const at = opened.indexOf(open);
    if (at >= 0) opened.splice(at, 1);
    entries?.changed();
  }

  watch(
    open,
    (now) => {
      if (!now) return close();
      opened.push(open);
      entries?.changed();
    },
    { immediate: true },
  );
  onBeforeUnmount(close);
  useReturnFocus(open);
}
