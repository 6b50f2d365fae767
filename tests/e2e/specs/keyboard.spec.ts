import type { Page } from '@playwright/test';
import { enterRoom, expect, newEmail, password, row, say, test } from '../support/fixtures';

const tabsMax = 60;

/** Where the focus is, by the nearest test id; and that it can be seen there. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const now = document.activeElement;
    return now?.closest<HTMLElement>('[data-testid]')?.dataset['testid'] ?? '';
  });
}

/** Goes on by Tab until the focus is on what has this test id. */
async function tabTo(page: Page, testid: string, key = 'Tab'): Promise<void> {
  for (let n = 0; n < tabsMax; n += 1) {
    if ((await focused(page)) === testid) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${tabsMax} times ${key} and never at ${testid}; now at ${await focused(page)}`);
}

test('the whole first conversation is possible by keyboard alone', async ({ visitor, person }) => {
  const other = await person('Li');
  await enterRoom(other.page, 1);
  const page = await visitor({ permissions: ['clipboard-read', 'clipboard-write'] });
  const email = newEmail('keys');
  const mark = email.slice(5, 12);

  // Register.
  await tabTo(page, 'to-register');
  await page.keyboard.press('Enter');
  await page.getByTestId('register-form').waitFor();
  await expect(page.getByTestId('email').locator('input')).toBeFocused();
  await page.keyboard.type(email);
  await tabTo(page, 'password');
  await page.keyboard.type(password);
  await tabTo(page, 'name');
  await page.keyboard.type(`Keys ${mark}`);
  await page.keyboard.press('Enter');

  // Enter a room, and write.
  await page.getByTestId('room-1').waitFor();
  await tabTo(page, 'room-1');
  await page.keyboard.press('Enter');
  const input = page.getByTestId('composer-input');
  await expect(input).toBeFocused();
  await page.keyboard.type(`hello ${mark}`);
  await page.keyboard.press('Enter');
  await expect(row(page, `hello ${mark}`)).toHaveAttribute('data-state', 'sent');
  await expect(input).toBeFocused();
  await say(other.page, `welcome ${mark}`);
  await row(page, `welcome ${mark}`).waitFor();

  // React: F6 to the messages, up to the last one, its menu, the first of the quick reactions.
  await page.keyboard.press('Shift+F6');
  await expect(page.getByTestId('timeline')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(row(page, `welcome ${mark}`)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('menu-reaction').first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(row(other.page, `welcome ${mark}`).getByTestId('reaction')).toHaveText('👍1');
  await expect(row(page, `welcome ${mark}`)).toBeFocused();

  // Any emoji, found by arrows.
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('menu-reaction').first()).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  for (let n = 0; n < 12 && (await focused(page)) !== 'menu-more-emoji'; n += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('emoji').first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(row(other.page, `welcome ${mark}`).getByTestId('reaction')).toHaveCount(2);
  await expect(row(page, `welcome ${mark}`)).toBeFocused();

  // Reply: the menu closes with nothing chosen and the focus is back, then the letter.
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('menu-reaction').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(row(page, `welcome ${mark}`)).toBeFocused();
  await page.keyboard.press('r');
  await expect(page.getByTestId('reply-strip')).toContainText(`welcome ${mark}`);
  await expect(input).toBeFocused();
  await page.keyboard.type(`thanks ${mark}`);
  await page.keyboard.press('Enter');
  await expect(row(other.page, `thanks ${mark}`).getByTestId('quote')).toContainText(`welcome ${mark}`);

  // Edit the last message.
  await expect(row(page, `thanks ${mark}`)).toHaveAttribute('data-state', 'sent');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('message-editor').locator('textarea')).toBeFocused();
  await page.keyboard.type('!');
  await page.keyboard.press('Enter');
  await expect(row(other.page, `thanks ${mark}!`)).toHaveCount(1);
  await expect(input).toBeFocused();

  // A dialog keeps the focus inside and gives it back.
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('ArrowUp');
  await expect(row(page, `thanks ${mark}!`)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('menu-reaction').first()).toBeFocused();
  for (let n = 0; n < 20 && (await focused(page)) !== 'menu-delete'; n += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm-dialog').waitFor();
  for (let n = 0; n < 4; n += 1) {
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.v-overlay') !== null)).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(row(page, `thanks ${mark}!`)).toBeFocused();

  // Search, and go to what was found.
  await tabTo(page, 'tool-search', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('search-input')).toBeFocused();
  await page.keyboard.type(`thanks ${mark}`);
  await page.getByTestId('hit').waitFor();
  await tabTo(page, 'list-open');
  await page.keyboard.press('Enter');
  await row(page, `thanks ${mark}!`).waitFor();

  // Leave the room.
  await tabTo(page, 'room-menu', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('room-search')).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByTestId('room-leave')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByTestId('confirm-dialog').waitFor();
  await tabTo(page, 'confirm-yes');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByTestId('room-1')).toHaveCount(0);
});

test('Tab goes through one message and then out of the list, however long it is', async ({ person, robotUser }) => {
  const { page, email } = await person('Ann');
  const writer = await robotUser('writer');
  for (let n = 0; n < 3; n += 1) await writer.send(1, `https://example.com/${email}/${n}`);
  await enterRoom(page, 1);
  const last = row(page, `https://example.com/${email}/2`);
  await last.waitFor();
  const timeline = page.getByTestId('timeline');
  await page.keyboard.press('Shift+F6');
  await expect(timeline).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(last).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(last.locator('a')).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await timeline.evaluate((one) => one.contains(document.activeElement))).toBe(false);
  await page.keyboard.press('Shift+F6');
  await expect(timeline).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Shift+Tab');
  await expect(timeline).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await timeline.evaluate((one) => one.contains(document.activeElement))).toBe(false);
});

test('a menu hears Escape from the moment it has the focus', async ({ person }) => {
  const { page, email } = await person('Ann');
  await enterRoom(page, 1);
  await say(page, `menu ${email}`);
  const message = row(page, `menu ${email}`);
  await expect(message).toHaveAttribute('data-state', 'sent');
  await page.evaluate(() => {
    document.addEventListener('focusin', ({ target }) => {
      if ((target as HTMLElement).closest('[role="menu"]')) target?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    });
  });
  for (let n = 0; n < 3; n += 1) {
    await message.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('message-menu')).toBeHidden();
    await expect(message).toBeFocused();
  }
  await page.getByTestId('room-menu').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('room-search')).toBeHidden();
  await expect(page.getByTestId('room-menu')).toBeFocused();
});

test('whatever has the focus shows it', async ({ person }) => {
  const { page, email } = await person('Ann');
  await enterRoom(page, 1);
  await say(page, `seen ${email}`);
  await row(page, `seen ${email}`).waitFor();
  const seen = new Set<number>();
  for (let n = 0; n < 40; n += 1) {
    await page.keyboard.press('Tab');
    const [name, shown, number] = await page.evaluate((next) => {
      const now = document.activeElement as HTMLElement;
      if (now === document.body) return ['body', true, 0] as const;
      now.dataset['visit'] ??= String(next);
      const rings = (one: Element): boolean => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1) || boxShadow !== 'none';
      };
      const form = now.closest('form');
      const shows = rings(now) || (form !== null && rings(form));
      return [`${now.tagName} ${now.dataset['testid'] ?? now.getAttribute('aria-label') ?? now.textContent?.slice(0, 20)}`, shows, Number(now.dataset['visit'])] as const;
    }, n + 1);
    expect(shown, name).toBe(true);
    seen.add(number);
  }
  // There is no trap, and not everything is passed over.
  expect(seen.size).toBeGreaterThan(12);
});

test('at 200 % zoom on a small screen nothing is cut off', async ({ person }) => {
  // A window of 1280 x 800 at 200 %.
  const { page, email } = await person('Ann', { viewport: { width: 640, height: 400 } });
  await enterRoom(page, 1);
  await say(page, `zoomed ${email} ${'long '.repeat(40)}`.trim());
  const cut = (): Promise<string[]> =>
    page.evaluate(() => {
      const found: string[] = [];
      if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page is wider than the window');
      for (const one of document.querySelectorAll<HTMLElement>('button, a, input, textarea, select, h1, h2')) {
        const box = one.getBoundingClientRect();
        if (box.width === 0 || one.closest('.visually-hidden, [hidden]') || one.matches('.visually-hidden')) continue;
        const name = `${one.tagName} ${one.dataset['testid'] ?? one.getAttribute('aria-label') ?? one.textContent?.trim().slice(0, 20)}`;
        let scrolls: Element | null = one.parentElement;
        while (scrolls && !/auto|scroll/.test(getComputedStyle(scrolls).overflowX + getComputedStyle(scrolls).overflowY)) scrolls = scrolls.parentElement;
        if (box.left < -1 || box.right > window.innerWidth + 1) { if (!scrolls || scrolls.scrollWidth <= scrolls.clientWidth) found.push(`${name} is out at the side`); }
        else if ((box.top < -1 || box.bottom > window.innerHeight + 1) && !scrolls) found.push(`${name} is out of reach`);
      }
      return found;
    });
  const places: [string, string][] = [
    ['/', 'room-1'],
    ['/rooms/1', 'composer-input'],
    ['/robot', 'robot-question'],
    ['/search', 'search-input'],
    ['/directory', 'directory-search'],
    ['/me', 'logout'],
  ];
  for (const [path, ready] of places) {
    await page.goto(path);
    await page.getByTestId(ready).first().waitFor();
    expect(await cut(), path).toEqual([]);
  }
  await page.goto('/rooms/1');
  await row(page, `zoomed ${email} ${'long '.repeat(40)}`.trim()).waitFor();
  expect(await page.getByTestId('timeline').evaluate((list) => list.clientHeight)).toBeGreaterThan(120);
  for (const opens of ['room-menu', 'open-emoji', 'toggle-online']) {
    await page.getByTestId(opens).click();
    await page.locator('.v-overlay--active').waitFor();
    await expect.poll(cut, opens).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(page.locator('.v-overlay--active')).toHaveCount(0);
  }
  await page.goto('/');
  await page.getByTestId('create-room').click();
  await page.getByTestId('room-name').waitFor();
  expect(await cut(), 'new room').toEqual([]);
  await page.goto('/login');
});

test('who wants no motion gets none', async ({ person }) => {
  const { page } = await person('Ann', { reducedMotion: 'reduce' });
  await enterRoom(page, 1);
  await page.getByTestId('room-menu').click();
  await page.getByTestId('room-search').waitFor();
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap((one) => {
      const { transitionDuration, animationDuration, animationName } = getComputedStyle(one);
      const moves = transitionDuration.split(',').some((time) => parseFloat(time) > 0) || (animationName !== 'none' && parseFloat(animationDuration) > 0.001);
      return moves ? [one.className.toString()] : [];
    }),
  );
  expect(moving).toEqual([]);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('a finger that stays on a message opens its menu, and a short one or one that moves does not', async ({ person }) => {
  const { page, email } = await person('Ann', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await enterRoom(page, 1);
  await page.getByTestId('composer-input').fill(`held ${email}`);
  await page.getByTestId('send').tap();
  const message = row(page, `held ${email}`);
  await expect(message).toHaveAttribute('data-state', 'sent');
  const finger = await page.context().newCDPSession(page);
  const text = message.getByTestId('message-text');
  async function touch(type: 'touchStart' | 'touchMove' | 'touchEnd', dy = 0): Promise<void> {
    if (type === 'touchStart') await text.tap({ trial: true }); // It stands still, and nothing lies over it.
    const box = await text.boundingBox();
    const touchPoints = box && type !== 'touchEnd' ? [{ x: box.x + box.width / 2, y: box.y + box.height / 2 + dy }] : [];
    await finger.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
  const menu = page.getByTestId('message-menu');

  await page.clock.install();
  await touch('touchStart');
  await touch('touchEnd');
  await page.clock.fastForward(600);
  await touch('touchStart');
  await touch('touchMove', -60);
  await page.clock.fastForward(600); // Longer than a long press: nothing may come of it.
  await touch('touchEnd');
  await expect(menu).toHaveCount(0);

  await touch('touchStart');
  await expect(menu).toBeVisible();
  await touch('touchEnd');
  await expect(menu).toBeVisible();
  await page.getByTestId('menu-reaction').first().tap();
  await expect(message.getByTestId('reaction')).toHaveText('👍1');
  await expect(menu).toHaveCount(0);

  await touch('touchStart');
  await expect(menu).toBeVisible();
  await touch('touchEnd');
  await page.getByTestId('menu-reply').tap();
  await expect(page.getByTestId('reply-strip')).toContainText(`held ${email}`);
});
