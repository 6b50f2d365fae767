import { createPinia, setActivePinia } from 'pinia';
import { createApp, nextTick, type App } from 'vue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import LinkPreview from '@/components/LinkPreview.vue';
import { usePreviews } from '@/stores/previews';
import { netKey } from '@/stores/net';
import { FakeLink, makeWorld, message, type World } from './support';

const preview = { url: 'https://example.org/a?b#c', title: '<img src=x onerror=alert(1)>', description: '', site: '' };

let world: World;
let app: App | null = null;
beforeEach(() => {
  world = makeWorld();
  world.link.enter('online');
});
afterEach(() => {
  app?.unmount();
  app = null;
});

function shown(fields: Partial<typeof preview> = {}): HTMLElement {
  const pinia = createPinia();
  app = createApp(LinkPreview, { preview: { ...preview, ...fields } });
  app.use(pinia).provide(netKey, { link: new FakeLink(), api: {} as never, http: {} as never });
  setActivePinia(pinia);
  const root = document.createElement('div');
  app.mount(root);
  return root;
}

describe('a preview of a link', () => {
  it('is a link of the web with text in it', () => {
    const root = shown();
    const card = root.querySelector('a');
    expect(card?.getAttribute('href')).toBe(preview.url);
    expect(card?.getAttribute('rel')).toBe('noopener noreferrer nofollow');
    expect(card?.querySelector('b')?.textContent).toBe(preview.title);
    expect(root.querySelector('img')).toBeNull();
    expect(root.textContent).toContain('example.org');
    expect(root.querySelector('span')).toBeNull();
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'no address', ''])('is nothing for %s', (url) => {
    expect(shown({ url }).querySelector('a')).toBeNull();
  });

  it('is hidden where its person wants none, in this browser', async () => {
    const root = shown();
    usePreviews().choice = 'hidden';
    await nextTick();
    expect(root.querySelector('a')).toBeNull();
    expect(localStorage.getItem('webchats.previews')).toBe('hidden');
  });

  it('is removed by the server for all', async () => {
    const previews = world.app.runWithContext(() => usePreviews());
    const done = previews.remove(message(7));
    expect(await world.link.answer('preview:remove', { version: 3 })).toEqual({ room: 1, seq: 7 });
    await done;
  });
});
