import type { CDPSession, Locator, Page } from '@playwright/test';
import { enterRoom, expect, row, say, test } from '../support/fixtures';

/** What the browsers tell about a key that belongs to the input method: the events in their order, after the composition began. */
interface Step {
  readonly type: 'keydown' | 'compositionend';
  readonly isComposing?: boolean;
  readonly keyCode?: number;
  readonly key?: string;
}
const orders: Record<string, (key: string) => Step[]> = {
  'Chrome and Firefox': (key) => [{ type: 'keydown', key, isComposing: true, keyCode: 229 }, { type: 'compositionend' }],
  'Firefox, which tells the key': (key) => [{ type: 'keydown', key, isComposing: true, keyCode: 13 }, { type: 'compositionend' }],
  'Safari, the end first': (key) => [{ type: 'compositionend' }, { type: 'keydown', key, keyCode: 229 }],
  'Safari, the end first and an ordinary key': (key) => [{ type: 'compositionend' }, { type: 'keydown', key, keyCode: 13 }],
  'third-party methods of Windows and macOS': (key) => [{ type: 'keydown', key: 'Process', keyCode: 229 }, { type: 'keydown', key, keyCode: 229 }, { type: 'compositionend' }],
  Android: (key) => [{ type: 'keydown', key: 'Unidentified', keyCode: 229, isComposing: true }, { type: 'keydown', key, keyCode: 229, isComposing: true }, { type: 'compositionend' }],
  'the key that confirms raw pinyin': (key) => [{ type: 'keydown', key: 'Process', keyCode: 229, isComposing: true }, { type: 'keydown', key, keyCode: 13, isComposing: true }, { type: 'compositionend' }],
};

/** Plays one order in a field; what of it reached somebody who listens there. */
function play(field: Locator, steps: Step[]): Promise<number> {
  return field.evaluate((input, all) => {
    let heard = 0;
    const listen = (): void => void (heard += 1);
    input.addEventListener('keydown', listen);
    input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    for (const { type, ...fields } of all) {
      const event = type === 'keydown' ? new KeyboardEvent(type, { bubbles: true, cancelable: true, ...fields }) : new CompositionEvent(type, { bubbles: true, data: '你好' });
      if (fields.keyCode !== undefined) Object.defineProperty(event, 'keyCode', { value: fields.keyCode });
      input.dispatchEvent(event);
    }
    input.removeEventListener('keydown', listen);
    return heard;
  }, steps);
}

/** A composition of the browser's own: pinyin is underlined in the field, the key goes to the method, the word comes. */
async function compose(page: Page, keyboard: CDPSession, word: string): Promise<void> {
  await keyboard.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 });
  for (const key of ['Enter', 'Escape']) {
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, code: key, windowsVirtualKeyCode: 229 });
    await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key, windowsVirtualKeyCode: key === 'Enter' ? 13 : 27 });
  }
  // Safari's Enter comes after the end, as a key like any other, at once: the clock stands still, however slow this machine is.
  await page.evaluate(() => {
    const now = performance.now();
    performance.now = () => now;
  });
  await keyboard.send('Input.insertText', { text: word });
  await page.keyboard.press('Enter');
  await page.evaluate(() => delete (performance as Partial<Performance>).now);
}

interface Place {
  readonly name: string;
  readonly open: (page: Page, mark: string) => Promise<Locator>;
  /** What is true as long as the field was left alone. */
  readonly untouched: (page: Page) => Promise<void>;
}

const places: Place[] = [
  {
    name: 'the composer',
    open: async (page) => {
      await enterRoom(page, 1);
      return page.getByTestId('composer-input');
    },
    untouched: (page) => expect(page.locator('[data-testid="message"][data-mine="true"]')).toHaveCount(0),
  },
  {
    name: 'the menu of people',
    open: async (page) => {
      await enterRoom(page, 1);
      await page.getByTestId('composer-input').pressSequentially('@A');
      await page.getByTestId('suggestion').first().waitFor();
      return page.getByTestId('composer-input');
    },
    untouched: (page) => expect(page.getByTestId('suggestions')).toBeVisible(),
  },
  {
    name: 'the menu of commands',
    open: async (page) => {
      await enterRoom(page, 1);
      await page.getByTestId('composer-input').pressSequentially('/');
      await page.getByTestId('suggestion').first().waitFor();
      return page.getByTestId('composer-input');
    },
    untouched: (page) => expect(page.getByTestId('suggestions')).toBeVisible(),
  },
  {
    name: 'the search box',
    open: async (page) => {
      await page.goto('/search');
      return page.getByTestId('search-input');
    },
    untouched: (page) => expect(page.getByTestId('search-input')).toBeVisible(),
  },
  {
    name: 'the edit box of a message',
    open: async (page, mark) => {
      await enterRoom(page, 1);
      await say(page, `edit ${mark}`);
      await expect(row(page, `edit ${mark}`)).toHaveAttribute('data-state', 'sent');
      await page.keyboard.press('ArrowUp');
      return page.getByTestId('message-editor').locator('textarea');
    },
    untouched: async (page) => {
      await expect(page.getByTestId('message-editor')).toBeVisible();
      await expect(page.getByTestId('edited')).toHaveCount(0);
    },
  },
  {
    name: 'the dialog of a new room',
    open: async (page) => {
      await page.getByTestId('create-room').click();
      return page.getByTestId('room-name').locator('input');
    },
    untouched: async (page) => {
      await expect(page.getByTestId('room-create')).toBeVisible();
      await expect(page).toHaveURL(/\/$/);
    },
  },
  {
    name: 'the name in the profile',
    open: async (page) => {
      await page.goto('/me');
      await page.getByTestId('edit-name').click();
      return page.getByTestId('name-input');
    },
    untouched: (page) => expect(page.getByTestId('name-input')).toBeVisible(),
  },
  {
    name: 'the status in the profile',
    open: async (page) => {
      await page.goto('/me');
      return page.getByTestId('my-status').locator('input');
    },
    untouched: (page) => expect(page.getByTestId('notice')).toHaveCount(0),
  },
];

for (const { name, open, untouched } of places) {
  test(`keys of an input method do nothing in ${name}, and nothing is lost`, async ({ person }) => {
    const { page, email } = await person('Ann');
    const sent: string[] = [];
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => /"(message:send|message:edit|room:create)"/.test(String(payload)) && sent.push(String(payload))));
    page.on('request', (request) => /^(POST|PATCH|PUT)$/.test(request.method()) && !request.url().includes('socket.io') && sent.push(`${request.method()} ${request.url()}`));
    const field = await open(page, email);
    await field.waitFor();
    sent.length = 0;
    const before = await field.inputValue();
    for (const [order, steps] of Object.entries(orders)) {
      for (const key of ['Enter', 'Escape', 'ArrowUp', 'ArrowDown', 'Tab']) {
        expect(await play(field, steps(key)), `${order}, ${key}`).toBe(0);
        expect(await field.inputValue(), `${order}, ${key}`).toBe(before);
      }
      await untouched(page);
    }

    await field.focus();
    await page.keyboard.press('End');
    await compose(page, await page.context().newCDPSession(page), '你好');
    await expect(field).toHaveValue(`${before}你好`);
    // With the word in it, what is written is nobody's name and no command.
    if (!name.startsWith('the menu of')) await untouched(page);
    expect(sent).toEqual([]);
  });
}

test('after the word the same keys mean what they say', async ({ person }) => {
  const { page } = await person('Ann');
  await enterRoom(page, 1);
  await page.getByTestId('composer-input').focus();
  await compose(page, await page.context().newCDPSession(page), '你好');
  // Beyond the time in which Safari's late Enter comes.
  await page.evaluate(() => {
    const late = performance.now() + 150;
    performance.now = () => late;
  });
  await page.keyboard.press('Enter');
  await expect(row(page, '你好').last()).toHaveAttribute('data-state', 'sent');
  await expect(page.getByTestId('composer-input')).toHaveValue('');
});
