import type { Page } from '@playwright/test';
import { uniqueName } from '../support/account';
import { enterRoom, expect, row, say, test, views, type Member } from '../support/fixtures';

async function newRoom(by: Member, name: string, kind: 'public' | 'private' = 'public'): Promise<number> {
  return (await by.rest('POST', '/api/v1/rooms', { name, kind }))['id'] as number;
}

async function openMenu(page: Page, entry: string): Promise<void> {
  await page.getByTestId('room-menu').click();
  await page.getByTestId(entry).click();
}

const settings = (page: Page) => page.getByTestId('room-settings-dialog');
const memberLine = (page: Page, name: string) => page.getByTestId('settings-member').filter({ hasText: name });

async function manage(page: Page, name: string, deed: string | RegExp): Promise<void> {
  const line = memberLine(page, name);
  await line.getByTestId('member-manage').click();
  await line.getByRole('button', { name: deed }).click();
}

for (const { view, zh, options } of views) {
  test(`the settings of a room reach everybody in it at once (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const li = await member('Li', options);
    const id = await newRoom(ann, `before ${ann.email}`);
    await ann.page.goto(`/rooms/${id}`);
    await li.page.goto(`/rooms/${id}`);
    await li.page.getByTestId('join-room').click();
    await li.page.getByTestId('composer-input').waitFor();

    await openMenu(ann.page, 'room-settings');
    const dialog = settings(ann.page);
    await dialog.getByTestId('settings-name').locator('input').fill('');
    await dialog.getByTestId('settings-save').click();
    await expect(dialog.getByTestId('settings-name')).toContainText(zh ? '请输入名称' : 'Please enter a name');
    await dialog.getByTestId('settings-name').locator('input').fill('读书会 after');
    await dialog.getByTestId('settings-topic').locator('input').fill('今天读《诗经》');
    await dialog.getByTestId('settings-slow').selectOption('5');
    await dialog.getByTestId('settings-save').click();
    await expect(dialog).toBeHidden();
    for (const { page } of [ann, li]) {
      await expect(page.getByTestId('pane-title')).toHaveText('读书会 after');
      await expect(page.locator('.pane-header')).toContainText('今天读《诗经》');
      await expect(page.getByTestId('system-message').filter({ hasText: '读书会 after' })).toHaveCount(1);
    }

    // Slow mode: the one who is no moderator waits, and sees how long.
    await say(li.page, `one ${li.email}`);
    await expect(row(li.page, `one ${li.email}`)).toHaveAttribute('data-state', 'sent');
    await li.page.getByTestId('composer-input').fill(`two ${li.email}`);
    await expect(li.page.getByTestId('slow-wait')).toHaveText(/^[1-5]$/);
    await expect(li.page.getByTestId('send')).toBeDisabled();
    await expect(li.page.getByTestId('slow-wait')).toHaveCount(0);
    await li.page.getByTestId('send').click();
    await expect(row(li.page, `two ${li.email}`)).toHaveAttribute('data-state', 'sent');

    await openMenu(ann.page, 'room-settings');
    await dialog.getByTestId('settings-readonly').check();
    await dialog.getByTestId('settings-save').click();
    await expect(li.page.getByTestId('silence')).toHaveText(zh ? /版主/ : /Only moderators can write/);
    await expect(li.page.getByTestId('composer-input')).toBeHidden();
    await say(ann.page, `owner ${ann.email}`);
    await expect(row(li.page, `owner ${ann.email}`)).toHaveCount(1);

    await openMenu(ann.page, 'room-archive');
    await ann.page.getByTestId('confirm-yes').click();
    await expect(li.page.getByTestId('silence')).toHaveText(zh ? /归档/ : /archived/);
    await expect(ann.page.getByTestId('composer-input')).toBeHidden();
    await openMenu(ann.page, 'room-archive');
    await ann.page.getByTestId('confirm-yes').click();
    await expect(ann.page.getByTestId('composer-input')).toBeVisible();
    await li.page.reload();
    await expect(li.page.getByTestId('silence')).toHaveText(zh ? /版主/ : /Only moderators can write/);
  });

  test(`members get roles, are muted, taken out and banned (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const li = await member('Li Ming', options);
    const wang = await member('Wang Wei', options);
    const id = await newRoom(ann, `members ${ann.email}`);
    await ann.page.goto(`/rooms/${id}`);
    for (const { page } of [li, wang]) {
      await page.goto(`/rooms/${id}`);
      await page.getByTestId('join-room').click();
      await page.getByTestId('composer-input').waitFor();
    }
    await openMenu(ann.page, 'room-settings');
    await memberLine(ann.page, 'Li Ming').getByTestId('member-manage').click();
    await memberLine(ann.page, 'Li Ming').getByTestId('make-moderator').click();
    await expect(memberLine(ann.page, 'Li Ming')).toContainText(zh ? '版主' : 'Moderator');
    await openMenu(li.page, 'room-settings');
    await expect(settings(li.page).getByTestId('settings-save')).toBeVisible();

    // A moderator acts on members, not on the owner.
    await expect(memberLine(li.page, 'Ann').getByTestId('member-manage')).toHaveCount(0);
    await manage(li.page, 'Wang Wei', zh ? '禁言 10 分钟' : 'Mute 10 min');
    await expect(wang.page.getByTestId('silence')).toHaveText(zh ? /禁言/ : /muted/);
    await expect(wang.page.getByTestId('composer-input')).toBeHidden();
    await wang.page.reload();
    await expect(wang.page.getByTestId('silence')).toHaveText(zh ? /禁言/ : /muted/);
    await manage(li.page, 'Wang Wei', zh ? '解除禁言' : 'Unmute');
    await wang.page.getByTestId('composer-input').waitFor();

    await manage(li.page, 'Wang Wei', zh ? '移出' : /Remove|Kick|Take out/);
    await li.page.getByTestId('kick-reason').fill('wrong room');
    await li.page.getByTestId('kick-yes').click();
    await expect(wang.page.getByTestId('room-out')).toContainText(`members ${ann.email}`);
    await expect(wang.page.getByTestId('room-out-why')).toHaveText('wrong room');
    await expect(wang.page.getByTestId(`room-${id}`)).toHaveCount(0);
    await expect(memberLine(ann.page, 'Wang Wei')).toHaveCount(0);
    await wang.page.goto(`/rooms/${id}`);
    await wang.page.getByTestId('join-room').click();
    await wang.page.getByTestId('composer-input').waitFor();
    await expect(memberLine(ann.page, 'Wang Wei')).toHaveCount(1);
    await manage(ann.page, 'Wang Wei', zh ? '封禁' : 'Ban');
    await ann.page.getByTestId('ban-reason').fill('adverts, again');
    await ann.page.getByTestId('ban-yes').click();
    await expect(wang.page.getByTestId('room-out')).toContainText(`members ${ann.email}`);
    await expect(wang.page.getByTestId('room-out-until')).toHaveText(zh ? /到.*\d\d:\d\d为止/ : /until .*\d\d:\d\d/);
    await expect(wang.page.getByTestId('room-out-why')).toHaveText('adverts, again');
    await wang.page.goto(`/rooms/${id}`);
    await wang.page.getByTestId('join-room').click();
    await expect(wang.page.getByTestId('notice')).toHaveText(zh ? /您已被禁止进入此聊天室，解除时间：(?!.*T).*\d\d:\d\d$/ : /You are banned from this room until (?!.*Z).*\d\d:\d\d$/);
  });

  test(`a link brings new people and those who are here into a private room (${view})`, async ({ member, visitor }) => {
    const ann = await member('Ann', options);
    const li = await member('Li', options);
    const id = await newRoom(ann, `secret ${ann.email}`, 'private');
    await ann.page.goto(`/rooms/${id}`);
    await li.page.goto(`/rooms/${id}`);
    await expect(li.page.getByTestId('timeline-error')).toBeVisible();
    await expect(li.page.getByTestId('join-room')).toHaveCount(0);

    await openMenu(ann.page, 'room-invite');
    await ann.page.getByTestId('invite-make').click();
    const link = await ann.page.getByTestId('invite-link').inputValue();
    await li.page.goto(link);
    await expect(li.page.getByTestId('invite-page')).toBeVisible();
    await expect(li.page.locator('body')).toContainText(`secret ${ann.email}`);
    await li.page.getByTestId('invite-accept').click();
    await expect(li.page).toHaveURL(new RegExp(`/rooms/${id}$`));
    await say(li.page, `here ${li.email}`);
    await expect(row(ann.page, `here ${li.email}`)).toHaveCount(1);

    const stranger = await visitor(options);
    await stranger.goto(link);
    await stranger.getByTestId('invite-register').click();
    await stranger.getByTestId('register-form').waitFor();
    await stranger.getByTestId('email').locator('input').fill(`new-${li.email}`);
    await stranger.getByTestId('password').locator('input').fill('correct horse');
    await stranger.getByTestId('name').locator('input').fill(li.name);
    await stranger.getByTestId('submit').click();
    await expect(stranger.getByTestId('name')).toContainText(zh ? '已经有人叫这个名字' : 'Choose another name');
    await stranger.getByTestId('name').locator('input').fill(uniqueName('Newcomer'));
    await stranger.getByTestId('submit').click();
    await expect(stranger).toHaveURL(new RegExp(`/(invite/.*|rooms/${id})$`));
    await stranger.getByTestId('invite-accept').or(stranger.getByTestId('composer-input')).first().waitFor();
    if (await stranger.getByTestId('invite-accept').isVisible()) await stranger.getByTestId('invite-accept').click();
    await expect(row(stranger, `here ${li.email}`)).toHaveCount(1);

    await stranger.goto('/invite/nosuchcode');
    await expect(stranger.getByTestId('invite-invalid')).toBeVisible();
  });

  test(`a public room is found in the directory, joined and left (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const li = await member('Li', options);
    const name = `围棋 ${ann.email.slice(4, 12)}`;
    const id = await newRoom(ann, name);
    await newRoom(ann, `${name} secret`, 'private');
    await li.page.getByTestId('tool-directory').click();
    await li.page.getByTestId('directory-search').fill(name);
    await expect(li.page.getByTestId(`directory-${id}`)).toContainText(name);
    await expect(li.page.getByTestId('directory-join')).toHaveCount(1);
    await li.page.getByTestId('directory-join').click();
    await li.page.getByTestId('composer-input').waitFor();
    await ann.page.goto(`/rooms/${id}`);
    await expect(ann.page.getByTestId('system-message').filter({ hasText: 'Li' })).toHaveCount(1);
    await openMenu(li.page, 'room-leave');
    await li.page.getByTestId('confirm-yes').click();
    await expect(li.page).toHaveURL(/\/$/);
    await expect(li.page.getByTestId(`room-${id}`)).toHaveCount(0);
    await expect(ann.page.getByTestId('system-message').filter({ hasText: 'Li' })).toHaveCount(2);
    await li.page.reload();
    await li.page.getByTestId('room-1').waitFor();
    await expect(li.page.getByTestId(`room-${id}`)).toHaveCount(0);
  });

  test(`two people talk in a room of their own, until one blocks the other (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const li = await member('Li', options);
    await enterRoom(ann.page, 1);
    await enterRoom(li.page, 1);
    await say(li.page, `find me ${li.email}`);
    await row(ann.page, `find me ${li.email}`).getByTestId('message-face').click();
    await ann.page.getByTestId('write-direct').click();
    await expect(ann.page.getByTestId('pane-title')).toHaveText(li.name);
    const id = Number(/\d+$/.exec(new URL(ann.page.url()).pathname)?.[0]);
    await say(ann.page, `psst ${ann.email}`);
    await expect(row(ann.page, `psst ${ann.email}`)).toHaveAttribute('data-state', 'sent');
    await li.page.goto('/');
    await expect(li.page.getByTestId(`room-${id}`)).toContainText('Ann');
    await expect(li.page.getByTestId(`unread-${id}`)).toHaveText('1');
    await enterRoom(li.page, id);
    await say(li.page, `back ${li.email}`);
    await expect(row(ann.page, `back ${li.email}`)).toHaveCount(1);
    await expect(ann.page.getByTestId('system-message')).toHaveCount(0);

    await row(li.page, `psst ${ann.email}`).getByTestId('message-face').click();
    await li.page.getByTestId('block').click();
    await expect(li.page.getByTestId('write-direct')).toBeDisabled();
    await say(ann.page, `again ${ann.email}`);
    await expect(row(ann.page, `again ${ann.email}`)).toHaveAttribute('data-state', 'failed');
  });
}

for (const { view, options } of views) {
  test(`a direct room is made with several people, and left again (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const mark = ann.email.slice(4, 10);
    const [li, bo] = [await member(`Li ${mark}`), await member(`Bo ${mark}`)];
    const { page } = ann;
    await page.getByTestId('create-room').click();
    await page.getByTestId('room-direct').click();
    for (const { name } of [li, bo]) {
      await page.getByTestId('direct-search').fill(name);
      await page.getByTestId('direct-person').filter({ hasText: name }).click();
      await expect(page.getByTestId('direct-chosen').filter({ hasText: name })).toBeVisible();
    }
    await page.getByTestId('direct-start').click();
    await expect(page.getByTestId('pane-title')).toContainText(li.name);
    await expect(page.getByTestId('pane-title')).toContainText(bo.name);
    const id = Number(new URL(page.url()).pathname.split('/').at(-1));
    await say(page, `to both ${mark}`);
    for (const one of [li, bo]) await expect(one.page.getByTestId(`preview-${id}`)).toContainText(`to both ${mark}`);

    await page.getByTestId('room-menu').click();
    await page.getByTestId('room-leave').click();
    await page.getByTestId('confirm-yes').click();
    await expect(page).toHaveURL(/\/$/);
    await expect(page.getByTestId(`room-${id}`)).toHaveCount(0);
    await expect.poll(() => ann.rest('GET', '/api/v1/rooms').then(({ rooms }) => (rooms as { id: number }[]).map((room) => room.id))).not.toContain(id);
  });
}
