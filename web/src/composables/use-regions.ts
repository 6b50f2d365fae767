import { useEventListener } from '@vueuse/core';

/** F6 goes round the parts of the page, Shift+F6 back: what has `data-region`, or the first thing in it that takes the focus. */
export function useRegions(): void {
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (event.key !== 'F6' || event.ctrlKey || event.altKey || event.metaKey || document.querySelector('.v-overlay--active')) return;
    const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((one) => one.offsetParent !== null);
    const at = regions.findIndex((one) => one.contains(document.activeElement));
    const next = regions.at((event.shiftKey ? Math.max(at, 0) - 1 : at + 1) % Math.max(regions.length, 1));
    const target = next?.matches('[tabindex], textarea') ? next : (next?.querySelector<HTMLElement>('[aria-current]') ?? next?.querySelector<HTMLElement>('a, button'));
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
}
