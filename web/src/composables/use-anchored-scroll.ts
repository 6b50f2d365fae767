import { useEventListener, useResizeObserver } from '@vueuse/core';
import { ref, type Ref } from 'vue';

/** So near to the end, the list follows new messages. */
const followPx = 100;
const loadMorePx = 600;

export interface AnchoredScrollOptions {
  viewport: Ref<HTMLElement | null>;
  content: Ref<HTMLElement | null>;
  onNearTop: () => void;
  onNearEnd: () => void;
  onScrolled: () => void;
}

/** Follows the end of a list while the reader is there. Holding the place while rows come above is the virtual list's work. */
export function useAnchoredScroll({ viewport, content, onNearTop, onNearEnd, onScrolled }: AnchoredScrollOptions) {
  const atEnd = ref(true);
  let lastTop = 0;

  /** At once: a journey would be ended by the first row that is measured on its way. */
  function toEnd(): void {
    const view = viewport.value;
    if (!view) return;
    atEnd.value = true;
    view.scrollTo({ top: view.scrollHeight, behavior: 'instant' });
  }

  function measure(): void {
    const view = viewport.value;
    if (!view) return;
    const left = view.scrollHeight - view.scrollTop - view.clientHeight;
    // Rows that are measured as they appear move the end away; only who scrolls up leaves it.
    const movedUp = view.scrollTop < lastTop - 1;
    lastTop = view.scrollTop;
    atEnd.value = left <= followPx || (atEnd.value && !movedUp);
    if (view.scrollTop < loadMorePx) onNearTop();
    if (left < loadMorePx) onNearEnd();
    onScrolled();
  }

  useEventListener(viewport, 'scroll', measure, { passive: true });
  // The keyboard of a phone, a growing composer, rows that were measured, a picture without a known size.
  useResizeObserver([viewport, content], () => {
    if (atEnd.value) toEnd();
    else if (viewport.value && viewport.value.scrollTop < loadMorePx) onNearTop();
  });

  return { atEnd, toEnd, measure };
}
