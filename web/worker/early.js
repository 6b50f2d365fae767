// Runs before the page's own scripts are here: asks for the texts and the page that the first view needs beside them, not after
// them. The build puts the names in. A wrong guess costs a few kilobytes; the page asks for what it needs in any case.

(() => {
  const { texts, pages } = __FILES__;
  const kept = localStorage.getItem('webchats.language');
  const spoken = navigator.languages.map((tag) => (/^zh-(hant|tw|hk|mo)\b/i.test(tag) ? 'zh-TW' : /^zh\b/i.test(tag) ? 'zh-CN' : /^en\b/i.test(tag) ? 'en' : '')).find(Boolean);
  const isIn = localStorage.getItem('webchats.session') !== null;
  const page = isIn ? (location.pathname.startsWith('/rooms/') ? pages.room : []) : pages.login;
  for (const href of [...(texts[kept] ?? texts[spoken ?? 'en']), ...page]) {
    document.head.append(Object.assign(document.createElement('link'), href.endsWith('.css') ? { rel: 'preload', as: 'style', href } : { rel: 'modulepreload', href }));
  }
})();
