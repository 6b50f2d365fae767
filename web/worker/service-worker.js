// Keeps the files of the page, so that it starts at once and without a network. What the server says is never kept here: messages
// and rooms are in the page's own store, files in the browser's cache. The build puts the names of the files in. And shows what the
// server tells devices whose page is closed.

const version = '__VERSION__';
const shell = new Set(__SHELL__);
const prefix = 'webchats-shell-';
const cacheName = prefix + version;
/** The paths of the page's router; everything else that is opened belongs to the server. */
const pages = /^\/(?:(?:login|register|setup|forgot|reset|robot|me|help|doctor|search|directory|saved|mentions)?|rooms\/[1-9]\d*|invite\/[\w-]+|admin(?:\/[a-z]+)?)$/;

self.addEventListener('install', (event) => {
  // From the server and not from the browser's cache: all files of one version or none.
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([...shell].map((path) => new Request(path, { cache: path.startsWith('/assets/') ? 'default' : 'reload' })))));
});

self.addEventListener('activate', (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name.startsWith(prefix) && name !== cacheName) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

// The page asks for it: nobody's page is exchanged while they write.
self.addEventListener('message', (event) => {
  if (event.data === 'activate') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  const path = request.mode === 'navigate' && pages.test(url.pathname) ? '/' : url.pathname;
  if (!shell.has(path) || (path !== '/' && url.search !== '') || (path === '/' && request.mode !== 'navigate')) return;
  const answer = async () => (await (await caches.open(cacheName)).match(path)) ?? fetch(request);
  event.respondWith(answer());
});

/** What a notification says when the message has no words for it. */
const words = {
  'zh-CN': { message: '新消息', files: '[文件]', mention: '提到了你' },
  'zh-TW': { message: '新訊息', files: '[檔案]', mention: '提到了你' },
  en: { message: 'New message', files: '[File]', mention: 'mentioned you' },
};
const wordsOf = (language) => words[language] ?? words[/^zh-(TW|HK|MO|Hant)/i.test(language) ? 'zh-TW' : /^zh/i.test(language) ? 'zh-CN' : 'en'];

function bodyOf({ author, direct, mention, text, files, language }) {
  const said = wordsOf(language || self.navigator.language);
  const what = text || (files ? said.files : mention ? said.mention : said.message);
  return direct ? what : `${author}: ${what}`;
}

const builtinIcon = '/icons/icon-192.png';
/** A push service wants its notification soon: the server is not waited for. */
const iconTimeoutMs = 2000;

/** The server's own icon where it has one. */
async function iconNow() {
  try {
    const { icon } = await (await fetch('/api/v1/server', { signal: AbortSignal.timeout(iconTimeoutMs) })).json();
    return /^\/files\/[\w.-]{1,80}$/.test(icon) ? icon : builtinIcon;
  } catch {
    return builtinIcon;
  }
}

/** One notification per room, the newest; none while somebody looks at the page. */
async function tell(push) {
  if ('setAppBadge' in self.navigator) await self.navigator.setAppBadge(push.unread).catch(() => undefined);
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (pages.some((page) => page.visibilityState === 'visible')) return;
  await self.registration.showNotification(push.title, {
    body: bodyOf(push),
    tag: `room-${push.room}`,
    renotify: true,
    icon: await iconNow(),
    badge: builtinIcon,
    data: `/rooms/${push.room}?at=${push.seq}`,
  });
}

self.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(tell(event.data.json()));
});

/** The page that is open goes to the message; without one, a new one does. */
async function openAt(path) {
  const [page] = await self.clients.matchAll({ type: 'window' });
  if (!page) return self.clients.openWindow(path);
  page.postMessage(path);
  return page.focus();
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openAt(event.notification.data));
});
