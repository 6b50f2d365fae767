import { useEventListener } from '@vueuse/core';

/** F6 goes round the parts of the page, Shift+F6 back: what has `data-region`, or the first thing in it that takes the focus. */
export function useRegions(): void {
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey || document.querySelector('.v-overlay--active')) return;
    const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((one) => one.offsetParent !== null);
    const now = document.activeElement ?? document.body;
    const lies = (where: number) => (one: HTMLElement) => !one.contains(now) && (now.compareDocumentPosition(one) & where) !== 0;
    const next = event.shiftKey ? (regions.findLast(lies(Node.DOCUMENT_POSITION_PRECEDING)) ?? regions.at(-1)) : (regions.find(lies(Node.DOCUMENT_POSITION_FOLLOWING)) ?? regions[0]);
    const target = next?.matches('[tabindex], textarea') ? next : (next?.querySelector<HTMLElement>('[aria-current]') ?? next?.querySelector<HTMLElement>('a, button'));
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
}
