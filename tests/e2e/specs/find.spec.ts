import { deed, enterRoom, expect, row, say, test, views } from '../support/fixtures';

for (const { view, zh, options } of views) {
  test(`search finds with filters, marks what it found, and leads to the place (${view})`, async ({ member, robotUser }) => {
    const ann = await member('Ann', options);
    const mark = ann.email.slice(4, 12);
    // Several people, because one may not write so much so fast.
    const others = await Promise.all(Array.from({ length: 6 }, (_, n) => robotUser(`Other ${n}`)));
    const writer = await robotUser('Writer');
    const found = await writer.send(1, `开会改到周五下午三点 ${mark}`);
    for (let n = 0; n < 60; n += 1) await others[n % 6]?.send(1, `filler ${n}`);
    await ann.page.getByTestId('tool-search').click();
    const input = ann.page.getByTestId('search-input');
    await input.fill('周五下');
    const hits = ann.page.getByTestId('hit').filter({ hasText: mark });
    await expect(hits).toHaveCount(1);
    await expect(hits.locator('mark')).toHaveText('周五下');
    await input.fill(`周五下 from:${writer.name}`);
    await expect(ann.page.getByTestId('hit')).toHaveCount(1);
    await input.fill('周五下 before:2020-01-01');
    await expect(ann.page.getByTestId('list-empty')).toContainText(zh ? /没有找到|找不到/ : 'Nothing found');
    await input.fill(`${mark} has:image`);
    await expect(ann.page.getByTestId('hit')).toHaveCount(0);
    await input.fill(mark);
    await ann.page.getByTestId('search-room').selectOption('2');
    await expect(ann.page.getByTestId('list-empty')).toBeVisible();
    await ann.page.getByTestId('search-room').selectOption('1');
    await expect(hits).toHaveCount(1);
    await ann.page.getByTestId('list-open').first().click();
    const target = ann.page.locator(`[data-testid="message"][data-seq="${found.seq}"]`);
    await expect(target).toBeInViewport();
    await expect(target).toHaveClass(/marked/);
    // What stood around it is there too, and the way back to the newest message.
    await expect(ann.page.getByTestId('message').filter({ hasText: /^.*filler 0/s }).first()).toBeVisible();
    await ann.page.getByTestId('jump-latest').click();
    await expect(ann.page.getByTestId('message').filter({ hasText: 'filler 59' }).last()).toBeInViewport();
    await expect(ann.page.getByTestId('jump-latest')).toBeHidden();
    // Back leads to what was found.
    await ann.page.goBack();
    await expect(hits).toHaveCount(1);
  });

  test(`what is saved, and where one was mentioned, stands in lists (${view})`, async ({ member }) => {
    const ann = await member('Ann', { locale: options.locale ?? 'en-US' });
    const li = await member('Li', options);
    await enterRoom(ann.page, 2);
    const text = `@${li.name} 看一下 ${ann.email}`;
    await say(ann.page, text);
    await expect(li.page.getByTestId('mentions-2')).toBeVisible();
    await li.page.getByTestId('tool-mentions').click();
    await expect(li.page.getByTestId('list-message')).toHaveCount(1);
    await li.page.getByTestId('list-open').click();
    await expect(row(li.page, text)).toBeInViewport();
    await expect.poll(() => li.rest('GET', '/api/v1/rooms/2').then((room) => room['mentions'])).toBe(0);
    await li.page.goto('/');
    await li.page.getByTestId('room-2').waitFor();
    await expect(li.page.getByTestId('mentions-2')).toHaveCount(0);

    await deed(ann.page, row(ann.page, text), 'save');
    await expect(ann.page.getByTestId('notice')).toBeVisible();
    await ann.page.getByTestId('tool-saved').click();
    await expect(ann.page.getByTestId('list-message').filter({ hasText: ann.email })).toHaveCount(1);
    await ann.page.reload();
    await ann.page.getByTestId('unsave').click();
    await expect(ann.page.getByTestId('list-empty')).toContainText(zh ? '收藏' : 'Nothing saved yet');

    // At the message itself: saved in another browser, it is known here, and taken back here.
    const other = await ann.device();
    await enterRoom(other, 2);
    await deed(other, row(other, text), 'save');
    await expect(other.getByTestId('notice')).toBeVisible();
    await ann.page.goto('/rooms/2');
    await row(ann.page, text).getByTestId('message-text').click({ button: 'right' });
    await expect(ann.page.getByTestId('menu-save')).toHaveText(zh ? '取消收藏' : 'Remove from saved');
    await ann.page.getByTestId('menu-save').click();
    await expect.poll(() => ann.rest('GET', '/api/v1/saved').then(({ messages }) => (messages as object[]).length)).toBe(0);
  });

  test(`a few letters lead to a room or a person (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const mark = ann.email.slice(4, 10);
    const li = await member(`李小明${mark}`, { locale: 'zh-CN' });
    const mine = Number((await ann.rest('POST', '/api/v1/rooms', { name: `Workshop ${mark}`, kind: 'private' }))['id']);
    const theirs = Number((await li.rest('POST', '/api/v1/rooms', { name: `Garden ${mark}`, kind: 'public' }))['id']);
    const tea = Number((await ann.rest('POST', '/api/v1/rooms', { name: `沈记茶馆 ${mark}`, kind: 'private' }))['id']);
    const { page } = ann;
    await page.reload();
    await page.getByTestId('open-switcher').click();
    const places = page.getByTestId('switcher-place');
    const input = page.getByTestId('switcher-input');
    await expect(places.first()).toBeVisible(); // The rooms of late, with nothing typed.
    await input.fill(`shop ${mark}`);
    await expect(places).toHaveCount(1);
    await input.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/rooms/${mine}$`));
    await page.goBack();
    await expect(page).toHaveURL(/\/$/);

    await page.getByTestId('open-switcher').click();
    await input.fill(`garden ${mark}`);
    await expect(places).toContainText(zh ? '未加入' : 'Not joined');
    await places.click();
    await expect(page).toHaveURL(new RegExp(`/rooms/${theirs}$`));
    await page.goBack();

    await page.getByTestId('open-switcher').click();
    await input.fill('sjcg');
    await expect(places).toHaveCount(1);
    await input.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/rooms/${tea}$`));
    await page.goBack();

    await page.getByTestId('open-switcher').click();
    await input.fill('lxm');
    await places.filter({ hasText: mark }).click();
    await expect(page).toHaveURL(/\/rooms\/\d+$/);
    await expect(page.locator('h1').filter({ hasText: li.name })).toBeVisible();

    await page.goto(`/search?q=${encodeURIComponent(`shop ${mark}`)}`);
    await page.getByTestId('found-room').click();
    await expect(page).toHaveURL(new RegExp(`/rooms/${mine}$`));
  });

  test(`what a room may notify of is chosen per room and kept on every device (${view})`, async ({ member, robotUser }) => {
    const ann = await member('Ann', options);
    const other = await ann.device();
    const writer = await robotUser('Writer');
    await enterRoom(ann.page, 1);
    await ann.page.getByTestId('room-menu').click();
    await ann.page.getByTestId('notify-nothing').click();
    await ann.page.getByTestId('room-menu').click();
    await expect(ann.page.getByTestId('notify-nothing')).toHaveAttribute('aria-checked', 'true');
    await ann.page.keyboard.press('Escape');
    await other.getByTestId('room-1').locator('.lock').waitFor();
    await writer.send(1, `quiet ${ann.email}`);
    await expect(other.getByTestId('preview-1')).toContainText(`quiet ${ann.email}`);
    // Counted in the list, but not outside.
    await expect(other.getByTestId('unread-1')).toHaveClass(/quiet/);
    await expect(other).not.toHaveTitle(/^\(/);
    await ann.page.reload();
    await ann.page.getByTestId('room-menu').click();
    await expect(ann.page.getByTestId('notify-nothing')).toHaveAttribute('aria-checked', 'true');
    await ann.page.getByTestId('notify-all').click();
    await expect(other.locator('[data-testid="room-1"] .lock')).toHaveCount(0);
  });
}
