import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BackEntries } from '@/composables/back-entries';

/** A browser's history that answers a moment later, and what is open on its page. */
function makeBrowser() {
  const entries = [{ page: '/rooms/1', depth: 0 }];
  const open: string[] = [];
  let at = 0;
  const here = () => entries[at] as { page: string; depth: number };
  const go = (steps: number): void => {
    setTimeout(() => {
      if (at + steps < 0) return;
      at += steps;
      back.arrived();
    }, 5);
  };
  const push = (page: string, depth: number): void => {
    entries.splice(at + 1, entries.length, { page, depth });
    at += 1;
  };
  const back = new BackEntries({ depth: () => here().depth, push: (depth) => push(here().page, depth), back: (steps) => go(-steps) }, { count: () => open.length, closeTop: () => void open.pop() });
  return {
    back,
    entries,
    open,
    here,
    press: async () => {
      go(-1);
      await vi.advanceTimersByTimeAsync(50);
    },
    show: async (...names: string[]) => {
      open.push(...names);
      back.changed();
      await vi.advanceTimersByTimeAsync(50);
    },
    hide: async () => {
      open.pop();
      back.changed();
      await vi.advanceTimersByTimeAsync(50);
    },
    visit: async (page: string) => {
      const cleared = back.clear();
      await vi.advanceTimersByTimeAsync(50);
      await cleared;
      push(page, 0);
      back.moved();
      await vi.advanceTimersByTimeAsync(50);
    },
  };
}

describe('BackEntries', () => {
  beforeEach(() => void vi.useFakeTimers());

  it('closes the topmost by Back, one at a time, and stays on the page', async () => {
    const one = makeBrowser();
    await one.show('panel');
    await one.show('viewer');
    await one.press();
    expect(one.open).toEqual(['panel']);
    await one.press();
    expect(one.open).toEqual([]);
    expect(one.here()).toEqual({ page: '/rooms/1', depth: 0 });
  });

  it('takes away the entry of what is closed otherwise, so that none pile up', async () => {
    const one = makeBrowser();
    for (let n = 0; n < 5; n += 1) {
      await one.show('menu');
      await one.hide();
    }
    expect(one.here()).toEqual({ page: '/rooms/1', depth: 0 });
    expect(one.entries.length).toBe(2); // The page, and the last menu's, which lies ahead.
  });

  it('keeps the entry when a dialog takes the place of a menu', async () => {
    const one = makeBrowser();
    await one.show('menu');
    one.open.pop();
    one.back.changed();
    await one.show('dialog');
    expect(one.entries.map(({ depth }) => depth)).toEqual([0, 1]);
    await one.press();
    expect(one.open).toEqual([]);
  });

  it('is not mistaken when something opens while an entry is on its way out', async () => {
    const one = makeBrowser();
    await one.show('menu');
    one.open.pop();
    one.back.changed();
    await vi.advanceTimersByTimeAsync(2);
    await one.show('dialog');
    expect(one.open).toEqual(['dialog']);
    expect(one.here().depth).toBe(1);
  });

  it('leaves no entry of its own below the next page; what stays open lies over that', async () => {
    const one = makeBrowser();
    await one.show('panel', 'menu');
    await one.visit('/rooms/2');
    expect(one.entries.filter(({ depth }) => depth === 0).map(({ page }) => page)).toEqual(['/rooms/1', '/rooms/2']);
    expect(one.entries.findIndex(({ depth }) => depth > 0)).toBeGreaterThan(1); // What stayed open lies over the new page.
    await one.press();
    await one.press();
    expect(one.open).toEqual([]);
    await one.press();
    expect(one.here()).toEqual({ page: '/rooms/1', depth: 0 });
  });

  it('does not hold up the next page when the browser has nothing to go back to', async () => {
    const one = makeBrowser();
    one.here().depth = 1; // A copied tab: the entry without the page below it.
    const cleared = one.back.clear();
    await vi.advanceTimersByTimeAsync(1000);
    await cleared;
    expect(one.here().depth).toBe(1);
  });
});
