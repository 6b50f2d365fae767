// Keeps the files of the page, so that it starts at once and without a network. What the server says is never kept here: messages
// and rooms are in the page's own store, files in the browser's cache. The build puts the names of the files in.

const version = '__VERSION__';
const shell = new Set(__SHELL__);
const prefix = 'webchats-shell-';
const cacheName = prefix + version;
/** The paths of the page's router; everything else that is opened belongs to the server. */
const pages = /^\/(?:(?:login|register|setup|forgot|reset|robot|me|search|directory|saved|mentions)?|rooms\/[1-9]\d*|invite\/[\w-]+|admin(?:\/[a-z]+)?)$/;

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
