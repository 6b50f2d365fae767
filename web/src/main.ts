import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from '@/App.vue';
import { i18n, useLanguage } from '@/i18n';
import { connectNet, type Caller } from '@/net';
import { createAppRouter } from '@/router';
import { netKey, useClock, useConnection, usePreferences, useSession } from '@/stores';
import { vuetify } from '@/theme';
import '@/styles/base.css';

const app = createApp(App);
const pinia = createPinia();

// Asked at each request, when the stores exist.
const caller: Caller = {
  token: () => useSession(pinia).token,
  language: () => usePreferences(pinia).language,
  timeTold: (told, asked, answered) => useClock(pinia).note(told, asked, answered),
};

app.use(pinia).provide(netKey, connectNet(caller));
// The way to the server, and what is kept here, begin while the texts and the page are still coming.
useConnection(pinia);
const router = createAppRouter();
app.use(i18n).use(vuetify).use(router);

await Promise.all([useLanguage(usePreferences(pinia).language), router.isReady()]);
app.mount('#app');
