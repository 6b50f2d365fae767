import { useEventListener, useResizeObserver } from '@vueuse/core';
import { ref, type Ref } from 'vue';

/** So near to the end, the list follows new messages. */
const followPx = 100;
const loadMorePx = 600;
const nextFrame = (): Promise<unknown> => new Promise(requestAnimationFrame);

export interface AnchoredScrollOptions {
  viewport: Ref<HTMLElement | null>;
  content: Ref<HTMLElement | null>;
  onNearTop: () => void;
  onNearEnd: () => void;
  onScrolled: () => void;
}

/** Follows the end of a list while the reader is there, and shows places in it. Holding the reader's own place while rows come or grow above is the virtual list's work. */
export function useAnchoredScroll({ viewport, content, onNearTop, onNearEnd, onScrolled }: AnchoredScrollOptions) {
  const atEnd = ref(true);
  /** Where the list stood when this looked last. */
  let lastTop = 0;
  /** The place that was asked for, until the reader goes on from there. */
  let place: (() => number) | null = null;

  /** To the place that was asked for, or to the end that is followed, where it is now: to be called when rows were measured and stand where they belong. */
  function aim(): void {
    const view = viewport.value;
    if (!view || !(place || atEnd.value)) return;
    // At once: a journey would be ended by the first row that is measured on its way.
    view.scrollTo({ top: place ? place() : view.scrollHeight, behavior: 'instant' });
    lastTop = view.scrollTop;
  }

  function toEnd(): void {
    place = null;
    atEnd.value = true;
    aim();
  }

  /**
   * Scrolls to this place, and with each `aim` again, until the reader scrolls or does something here. The virtual list's own
   * `scrollToIndex` knows no reader: for 150 ms after each new size it takes them back to where it was sent.
   */
  async function show(wanted: () => number): Promise<void> {
    place = wanted;
    atEnd.value = false;
    aim();
    await nextFrame().then(nextFrame);
    measure();
  }

  function measure(): void {
    const view = viewport.value;
    if (!view) return;
    const left = view.scrollHeight - view.scrollTop - view.clientHeight;
    const moved = view.scrollTop - lastTop;
    lastTop = view.scrollTop;
    if (Math.abs(moved) > 1) place = null;
    // Rows that are measured as they appear move the end away; only who scrolls up leaves it, and nobody who was sent elsewhere is there.
    atEnd.value = left <= followPx || (atEnd.value && moved >= -1 && !place);
    if (view.scrollTop < loadMorePx) onNearTop();
    if (left < loadMorePx) onNearEnd();
    onScrolled();
  }

  useEventListener(viewport, 'scroll', measure, { passive: true });
  useEventListener(viewport, ['pointerdown', 'keydown'], () => {
    place = null;
  });
  // The keyboard of a phone, a growing composer, rows that were measured, a picture without a known size.
  useResizeObserver([viewport, content], () => {
    aim();
    if (!atEnd.value && viewport.value && viewport.value.scrollTop < loadMorePx) onNearTop();
  });

  return { atEnd, toEnd, show, aim, measure };
}
