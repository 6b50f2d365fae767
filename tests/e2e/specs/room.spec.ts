import type { Page } from '@playwright/test';
import { png } from '../../../web/dev/png.mjs';
import { enterRoom, expect, row, say, test } from '../support/fixtures';

/** Plays one key as a browser would during a composition; `now` tells whether something was sent. */
async function key(page: Page, type: 'keydown' | 'compositionstart' | 'compositionend', fields: Record<string, unknown> = {}): Promise<void> {
  await page.getByTestId('composer-input').evaluate(
    (input, [name, given]) => {
      const event = name === 'keydown' ? new KeyboardEvent(name, { key: 'Enter', bubbles: true, cancelable: true, ...given }) : new CompositionEvent(name, { bubbles: true });
      if ('keyCode' in given) Object.defineProperty(event, 'keyCode', { value: given['keyCode'] });
      input.dispatchEvent(event);
    },
    [type, fields] as const,
  );
}

const mine = (page: Page) => page.locator('[data-testid="message"][data-mine="true"]');

test('Enter of an input method sends nothing, whatever the browser tells about it', async ({ person }) => {
  const { page } = await person('Ann');
  await enterRoom(page, 1);
  const input = page.getByTestId('composer-input');
  await page.clock.install();
  const orders: [string, () => Promise<void>][] = [
    ['Chrome and Firefox', () => key(page, 'keydown', { isComposing: true })],
    ['keyCode 229', () => key(page, 'keydown', { keyCode: 229 })],
    ['Android', () => key(page, 'keydown', { key: 'Enter', keyCode: 229, isComposing: true })],
    ['Safari', async () => {
      await page.getByTestId('composer-input').evaluate((one) => {
        one.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
        one.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
        one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
      });
    }],
  ];
  for (const [name, press] of orders) {
    await input.fill(`拼音 ${name}`);
    await press();
    await expect(input, name).toHaveValue(`拼音 ${name}`);
    await expect(mine(page), name).toHaveCount(0);
  }
  await page.clock.fastForward(150); // Beyond the time in which Safari's late Enter comes.
  await input.fill('中文');
  await key(page, 'keydown');
  await expect(row(page, '中文')).toHaveCount(1);
  await expect(input).toHaveValue('');
});

test('Shift+Enter breaks the line, Enter sends, emoji go to the caret', async ({ person }) => {
  const { page } = await person('Ann');
  await enterRoom(page, 1);
  const input = page.getByTestId('composer-input');
  await input.pressSequentially('one');
  await page.keyboard.press('Shift+Enter');
  await input.pressSequentially('two');
  await expect(input).toHaveValue('one\ntwo');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  await page.getByTestId('open-emoji').click();
  await page.getByTestId('emoji').first().click();
  await expect(input).toHaveValue('😀one\ntwo');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('emoji-picker')).toBeHidden();
  await input.focus();
  await page.keyboard.press('Enter');
  await expect(mine(page).getByTestId('message-text')).toHaveText('😀one\ntwo');
});

test('what looks like HTML is text, what looks like an address is a safe link', async ({ person }) => {
  const ann = await person('<img src=x onerror=alert(1)>');
  const li = await person('Li');
  await enterRoom(ann.page, 1);
  await enterRoom(li.page, 1);
  const nasty = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    '{{constructor.constructor("alert(1)")()}}',
    'javascript:alert(1)',
    '[x](javascript:alert(1))',
    'https://a.example/"onmouseover="alert(1)',
  ];
  for (const text of nasty) await say(ann.page, `${text} ${ann.email}`);
  for (const { page } of [ann, li]) {
    for (const text of nasty) await expect(row(page, `${text} ${ann.email}`)).toHaveCount(1);
    for (const link of await page.getByTestId('message-text').locator('a').all()) {
      expect(await link.getAttribute('href')).toMatch(/^https?:\/\//);
      expect(await link.getAttribute('rel')).toContain('noopener');
    }
  }
});

test('a pasted and a dropped picture wait in the tray, can be taken out, and go with the message', async ({ person }) => {
  const { page } = await person('Ann');
  await enterRoom(page, 1);
  const bytes = png(64, 48).toString('base64');
  const give = (kind: 'paste' | 'drop'): Promise<void> =>
    page.getByTestId('composer-input').evaluate(
      (input, [type, data]) => {
        const file = new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], `${type}.png`, { type: 'image/png' });
        const transfer = new DataTransfer();
        transfer.items.add(file);
        const event = type === 'paste' ? new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
        input.dispatchEvent(event);
      },
      [kind, bytes] as const,
    );
  await give('paste');
  await give('drop');
  const tray = page.getByTestId('attachment-tray').locator('img');
  await expect(tray).toHaveCount(2);
  await page.getByTestId('attachment-remove').first().click();
  await expect(tray).toHaveCount(1);
  await page.getByTestId('send').click();
  await expect(mine(page)).toHaveAttribute('data-state', 'sent');
  await expect(mine(page).getByTestId('message-image')).toHaveCount(1);
});

test('a long history loads upwards and what is read stays in place', async ({ person, robotUser }) => {
  test.setTimeout(120_000);
  // Several people, because one may not write so much so fast.
  const writers = await Promise.all(Array.from({ length: 8 }, (_, n) => robotUser(`writer ${n}`)));
  const writer = writers[7] as (typeof writers)[number];
  const sent: number[] = [];
  for (let n = 0; n < 130; n += 1) sent.push((await writers[n % 7]?.send(1, `line ${n} ${'text '.repeat((n * 7) % 40)}`))?.seq ?? 0);
  const { page } = await person('Reader');
  await enterRoom(page, 1);
  const list = page.getByTestId('timeline');
  const first = () => page.getByTestId('message').first().getAttribute('data-seq').then(Number);
  await page.getByTestId('message').last().waitFor();
  await list.evaluate((one) => (one.scrollTop = one.scrollHeight));
  await expect(page.getByTestId('unread-1')).toHaveCount(0);
  await page.reload();
  await expect(page.getByTestId('message').last()).toBeInViewport();
  expect(await first()).toBeGreaterThan(sent[50] as number);

  for (let turn = 0; turn < 2; turn += 1) {
    const before = await first();
    // Goes up to a row near the top, remembers where it stands, waits for the older page, and measures again.
    const moved = await list.evaluate(async (one, oldest) => {
      one.scrollTop = 300;
      // Rows exist near the screen only: those of the new place are there after a frame or two.
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      const edge = one.getBoundingClientRect().top;
      const held = [...one.querySelectorAll<HTMLElement>('[data-seq]')].find((each) => each.getBoundingClientRect().bottom > edge) as HTMLElement;
      const top = held.getBoundingClientRect().top;
      const deadline = performance.now() + 8000;
      while (Number(one.querySelector<HTMLElement>('[data-seq]')?.dataset['seq']) >= oldest && performance.now() < deadline) await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      return Math.abs(held.getBoundingClientRect().top - top);
    }, before);
    expect(moved).toBeLessThanOrEqual(1);
    expect(await first()).toBeLessThan(before);
  }

  // A click is not lost while the list still moves.
  const hit = await list.evaluate(async (one) => {
    const moved = new Promise((resolve) => one.addEventListener('scroll', resolve, { once: true }));
    one.scrollTop -= 120;
    await moved;
    await new Promise(requestAnimationFrame);
    const box = one.getBoundingClientRect();
    return [0.3, 0.5, 0.7].some((part) => document.elementFromPoint(box.left + box.width / 2, box.top + box.height * part)?.closest('[data-row]'));
  });
  expect(hit).toBe(true);

  // A new message does not steal the place; the button leads to it.
  const top = await list.evaluate((one) => one.scrollTop);
  await writer.send(1, `newest ${sent.at(-1)}`);
  await expect(page.getByTestId('jump-latest')).toContainText('1');
  expect(await list.evaluate((one) => one.scrollTop)).toBe(top);
  await page.getByTestId('jump-latest').click();
  await expect(page.getByTestId('message').last()).toBeInViewport();
  await expect(page.getByTestId('jump-latest')).toBeHidden();
  const seqs = await page.getByTestId('message').evaluateAll((rows) => rows.map((one) => Number((one as HTMLElement).dataset['seq'])));
  expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => (seqs[0] as number) + index));
});

test('an unknown room says so and leads nowhere', async ({ person }) => {
  const { page } = await person('Ann');
  await page.goto('/rooms/999999');
  await expect(page.getByTestId('timeline-error')).toContainText('没有这个聊天室');
  await page.goto('/no/such/page');
  await expect(page.getByText('页面不存在')).toBeVisible();
});

test('a room that is made opens, and others join it by choice', async ({ person }) => {
  const { page, email } = await person('Ann');
  const other = await person('Li');
  await page.getByTestId('create-room').click();
  await page.getByTestId('room-create').click();
  await expect(page.getByTestId('room-name')).toContainText('请输入名称');
  await page.getByTestId('room-name').locator('input').fill(`读书会 ${email.slice(4, 10)}`);
  await page.getByTestId('room-create').click();
  await expect(page.getByTestId('pane-title')).toHaveText(`读书会 ${email.slice(4, 10)}`);
  await expect(page.getByTestId('timeline-empty')).toBeVisible();
  await other.page.goto(new URL(page.url()).pathname);
  await other.page.getByTestId('join-room').click();
  await expect(other.page.getByTestId('room-list').getByText(`读书会 ${email.slice(4, 10)}`)).toBeVisible();
  await say(page, 'first!');
  await expect(row(page, 'first!')).toHaveAttribute('data-state', 'sent');
  await expect(row(other.page, 'first!')).toHaveCount(1);
});

test('a message that the server refuses stays, says why, and can be sent again or deleted', async ({ person }) => {
  const { page } = await person('Ann');
  await enterRoom(page, 1);
  let refusals = 2;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((data) => {
      const sent = /^42\/chat,(\d+)\["message:send"/.exec(String(data));
      if (!sent || refusals === 0) return server.send(data);
      refusals -= 1;
      return socket.send(`43/chat,${sent[1]}[{"ok":false,"error":{"code":"forbidden","message":""}}]`);
    });
  });
  await page.reload();
  await say(page, 'first');
  await expect(row(page, 'first')).toHaveAttribute('data-state', 'failed');
  await say(page, 'second');
  await expect(row(page, 'second')).toHaveAttribute('data-state', 'failed');
  await expect(page.getByTestId('message-failed').first()).toContainText('你没有权限这样做');
  await row(page, 'second').getByTestId('message-discard').click();
  await expect(row(page, 'second')).toHaveCount(0);
  await row(page, 'first').getByTestId('message-retry').click();
  await expect(row(page, 'first')).toHaveAttribute('data-state', 'sent');
  await page.reload();
  await expect(row(page, 'first')).toHaveCount(1);
  await expect(row(page, 'second')).toHaveCount(0);
});
