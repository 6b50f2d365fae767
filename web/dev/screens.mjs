// Pictures of every page against the mock server: phone and desk, light and dark, Chinese and English.
//   npm run build && npm run screens [-- words of the file names wanted]      → dev/shots/*.png
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = fileURLToPath(new URL('.', import.meta.url));
const shots = `${here}shots/`;
mkdirSync(shots, { recursive: true });
const wanted = process.argv.slice(2);

function startMock() {
  const child = spawn(process.execPath, [`${here}mock.mjs`], { env: { ...process.env, PORT: '0', SEED: 'demo' }, stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the mock server ended: ${code}`)));
    child.stdout.on('data', (data) => {
      const address = /http:\/\/[\d.:]+/.exec(String(data));
      if (address) resolve({ child, address: address[0] });
    });
  });
}

const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };

async function signIn(page) {
  await page.getByTestId('email').locator('input').fill('li@example.com');
  await page.getByTestId('password').locator('input').fill('password');
  await page.getByTestId('submit').click();
  await page.getByTestId('room-1').waitFor();
}

const { child, address } = await startMock();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const scheme of ['light', 'dark']) {
      for (const locale of ['zh-CN', 'en-US']) {
        const name = `${size}-${scheme}-${locale.slice(0, 2)}`;
        if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
        const context = await browser.newContext({ viewport, locale, colorScheme: scheme, deviceScaleFactor: size === 'phone' ? 2 : 1, hasTouch: size === 'phone' });
        const page = await context.newPage();
        page.on('pageerror', (error) => console.error(name, error));
        page.on('console', (line) => ['error', 'warning'].includes(line.type()) && console.error(name, line.text()));
        const shot = (what) => page.screenshot({ path: `${shots}${name}-${what}.png` });
        await page.goto(address);
        await page.getByTestId('login-form').waitFor();
        await shot('1-login');
        await page.getByTestId('submit').click();
        await page.getByTestId('to-register').click();
        await page.getByTestId('register-form').waitFor();
        await shot('2-register');
        await page.getByTestId('to-login').click();
        await page.getByTestId('login-form').waitFor();
        await page.getByTestId('login-form').waitFor();
        await signIn(page);
        await page.waitForTimeout(300);
        await shot('3-lobby');
        await page.getByTestId('room-2').click();
        await page.getByTestId('unread-divider').waitFor();
        await shot('4-room2');
        await page.goto(`${address}/rooms/1`);
        await page.getByTestId('message-text').last().waitFor();
        await page.waitForTimeout(500);
        await shot('5-room');
        await page.getByTestId('timeline').evaluate((list) => list.scrollBy(0, -900));
        await page.waitForTimeout(400);
        await shot('6-room-up');
        await page.getByTestId('open-emoji').click();
        await page.getByTestId('emoji').first().waitFor();
        await page.waitForTimeout(300);
        await shot('7-emoji');
        await page.keyboard.press('Escape');
        await page.getByTestId('composer-input').fill('这条会失败 !fail');
        await page.keyboard.press('Enter');
        await page.getByTestId('message-failed').waitFor();
        await shot('8-failed');
        await page.getByTestId('message-discard').click();
        await page.getByTestId('message-image').last().click();
        await page.waitForTimeout(400);
        await shot('9-viewer');
        await page.keyboard.press('Escape');
        if (size === 'phone') {
          await page.getByTestId('toggle-online').click();
          await page.waitForTimeout(400);
          await shot('10-online');
          await page.keyboard.press('Escape');
        }
        await page.goto(`${address}/robot`);
        await page.getByTestId('robot-question').first().waitFor();
        await page.waitForTimeout(400);
        await page.getByTestId('robot-question').nth(3).click();
        await page.getByTestId('robot-line-robot').waitFor();
        await page.waitForTimeout(400);
        await shot('11-robot');
        await page.goto(`${address}/me`);
        await page.getByTestId('device').first().waitFor();
        await shot('12-me');
        await page.getByTestId('logout').click();
        await page.waitForTimeout(400);
        await shot('13-logout');
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  child.kill();
}
