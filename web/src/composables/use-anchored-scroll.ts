import { useEventListener, useResizeObserver } from '@vueuse/core';
import { nextTick, ref, type Ref } from 'vue';

/** So near to the end, the list follows new messages. */
const followPx = 100;
const loadOlderPx = 600;

export interface AnchoredScrollOptions {
  viewport: Ref<HTMLElement | null>;
  content: Ref<HTMLElement | null>;
  onNearTop: () => void;
  onScrolled: () => void;
}

/**
 * Keeps a list where the reader is: it follows the end while the reader is there, and holds the first visible row in place
 * while rows are added above it, whatever the browser does by itself (`overflow-anchor` is off: Safari has none).
 */
export function useAnchoredScroll({ viewport, content, onNearTop, onScrolled }: AnchoredScrollOptions) {
  const atEnd = ref(true);

  function toEnd(behavior: ScrollBehavior = 'instant'): void {
    const view = viewport.value;
    if (!view) return;
    atEnd.value = true;
    view.scrollTo({ top: view.scrollHeight, behavior });
  }

  /** The first row on screen and its distance from the top. */
  function anchor(): { row: HTMLElement; top: number } | null {
    const view = viewport.value;
    if (!view || !content.value) return null;
    const edge = view.getBoundingClientRect().top;
    for (const row of content.value.querySelectorAll<HTMLElement>('[data-row]')) {
      const box = row.getBoundingClientRect();
      if (box.bottom > edge) return { row, top: box.top };
    }
    return null;
  }

  /** Runs around a change of the rows: call before the DOM changes, await the end. */
  async function holding(): Promise<void> {
    const held = atEnd.value ? null : anchor();
    await nextTick();
    if (atEnd.value) toEnd();
    else if (held?.row.isConnected && viewport.value) viewport.value.scrollTop += held.row.getBoundingClientRect().top - held.top;
  }

  function intoView(element: HTMLElement): void {
    const view = viewport.value;
    if (!view) return;
    view.scrollTop += element.getBoundingClientRect().top - view.getBoundingClientRect().top - view.clientHeight / 4;
    measure();
  }

  function measure(): void {
    const view = viewport.value;
    if (!view) return;
    atEnd.value = view.scrollHeight - view.scrollTop - view.clientHeight <= followPx;
    if (view.scrollTop < loadOlderPx) onNearTop();
    onScrolled();
  }

  useEventListener(viewport, 'scroll', measure, { passive: true });
  // The keyboard of a phone, a growing composer, a picture without a known size.
  useResizeObserver([viewport, content], () => {
    if (atEnd.value) toEnd();
    else if (viewport.value && viewport.value.scrollTop < loadOlderPx) onNearTop();
  });

  return { atEnd, toEnd, holding, intoView, measure };
}
