import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref, type EffectScope } from 'vue';
import { useAnchoredScroll } from '@/composables';

/** A list that is 300 high, and how high what is in it. */
class Screen {
  readonly element = document.createElement('div');
  height = 2000;
  private top_ = 0;

  constructor() {
    Object.defineProperties(this.element, {
      clientHeight: { value: 300 },
      scrollHeight: { get: () => this.height },
      scrollTop: { get: () => this.top_ },
    });
    this.element.scrollTo = ((options: ScrollToOptions) => this.set(options.top ?? 0)) as typeof this.element.scrollTo;
  }

  get top(): number {
    return this.top_;
  }

  /** The reader scrolls, and the event of it comes. */
  scroll(top: number): void {
    this.set(top);
    this.event('scroll');
  }

  event(name: string): void {
    this.element.dispatchEvent(new Event(name));
  }

  private set(top: number): void {
    this.top_ = Math.max(0, Math.min(top, this.height - 300));
  }
}

describe('useAnchoredScroll', () => {
  let scope: EffectScope;
  let screen: Screen;
  let scroll: ReturnType<typeof useAnchoredScroll>;

  beforeEach(async () => {
    screen = new Screen();
    scope = effectScope();
    const none = (): void => undefined;
    scroll = scope.run(() => useAnchoredScroll({ viewport: ref(screen.element), content: ref(null), onNearTop: none, onNearEnd: none, onScrolled: none })) as typeof scroll;
    await nextTick();
  });
  afterEach(() => scope.stop());

  it('goes to the place again when rows are measured', () => {
    let place = 500;
    void scroll.show(() => place);
    expect(screen.top).toBe(500);
    screen.event('scroll');
    place = 620;
    scroll.aim();
    expect(screen.top).toBe(620);
    expect(scroll.atEnd.value).toBe(false);
  });

  it('leaves the reader where they scrolled, whatever is measured after that', () => {
    let place = 500;
    void scroll.show(() => place);
    screen.event('scroll');
    screen.scroll(700);
    place = 620;
    scroll.aim();
    expect(screen.top).toBe(700);
  });

  it.each(['pointerdown', 'keydown'])('leaves what is on screen there after a %s', (name) => {
    let place = 500;
    void scroll.show(() => place);
    screen.event(name);
    place = 620;
    scroll.aim();
    expect(screen.top).toBe(500);
  });

  it('does not take a list that was too low before its rows were measured for its end', () => {
    screen.height = 310;
    void scroll.show(() => 500);
    screen.event('scroll');
    screen.height = 2000;
    scroll.aim();
    screen.event('scroll');
    expect(screen.top).toBe(500);
    expect(scroll.atEnd.value).toBe(false);
  });

  it('follows the end, until the reader scrolls up', () => {
    scroll.toEnd();
    screen.event('scroll');
    screen.height = 2400;
    scroll.aim();
    expect(screen.top).toBe(2100);
    screen.scroll(1500);
    screen.height = 2800;
    scroll.aim();
    expect(screen.top).toBe(1500);
  });

  it('measures when the place has been drawn, for a list that did not have to scroll', async () => {
    const seen = vi.fn();
    scope.stop();
    scope = effectScope();
    scroll = scope.run(() => useAnchoredScroll({ viewport: ref(screen.element), content: ref(null), onNearTop: seen, onNearEnd: seen, onScrolled: seen })) as typeof scroll;
    await scroll.show(() => 0);
    expect(seen).toHaveBeenCalled();
  });
});
