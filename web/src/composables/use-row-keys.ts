import type { Ref } from 'vue';

export interface RowKeysOptions {
  viewport: Ref<HTMLElement | null>;
  content: Ref<HTMLElement | null>;
  /** Where the focus goes on from behind the list. */
  foot: Ref<HTMLElement | null>;
}

/** The keys of a list of messages, however long: Tab passes it, arrows go through it. */
export function useRowKeys({ viewport, content, foot }: RowKeysOptions) {
  /** Tab goes through what is in one message and then out of the list: the others are reached by arrows. */
  function onTab(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const stops = [...(target.closest('[data-row]')?.querySelectorAll<HTMLElement>('button, a[href], textarea') ?? [])];
    const next = stops.indexOf(target) + (event.shiftKey ? -1 : 1);
    if (target === viewport.value ? event.shiftKey : stops[next]) return;
    if (event.shiftKey) event.preventDefault();
    // Forward, the browser goes on from the foot by itself.
    (event.shiftKey ? viewport : foot).value?.focus({ preventScroll: true });
  }

  /** Up and down go from message to message, from the last one on screen on; its own keys are in its row. */
  function onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Tab') onTab(event);
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-seq]');
    const inside = event.target !== row && event.target !== viewport.value;
    if (inside || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') || event.altKey || event.shiftKey) return;
    const drawn = [...(content.value?.querySelectorAll<HTMLElement>('article[data-seq]') ?? [])];
    const edge = viewport.value?.getBoundingClientRect().bottom ?? 0;
    const at = row ? drawn.indexOf(row) : drawn.findLastIndex((one) => one.getBoundingClientRect().top < edge) + 1;
    const next = drawn[at + (event.key === 'ArrowUp' ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  }

  return { onKeydown };
}
