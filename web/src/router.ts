import { nextTick } from 'vue';
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import { closeByBack } from '@/composables';
import { useLaterTexts } from '@/i18n';
import ChatShell from '@/pages/ChatShell.vue';
import LobbyPage from '@/pages/LobbyPage.vue';
import { useSession } from '@/stores';

declare module 'vue-router' {
  interface RouteMeta {
    /** Where the pages of the shell stand: decides the pane on a phone. */
    place?: 'lobby' | 'room' | 'robot' | 'me' | 'find';
    /** Shown to people who are not signed in. */
    open?: boolean;
  }
}

/** A page whose texts are not among those of the first view. */
function later<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    const [page] = await Promise.all([load(), useLaterTexts()]);
    return page;
  };
}

const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('@/pages/LoginPage.vue'), meta: { open: true } },
  { path: '/register', component: () => import('@/pages/RegisterPage.vue'), meta: { open: true } },
  { path: '/setup', component: later(() => import('@/pages/SetupPage.vue')), meta: { open: true } },
  { path: '/forgot', component: later(() => import('@/pages/ForgotPage.vue')), meta: { open: true } },
  { path: '/reset', component: later(() => import('@/pages/ResetPage.vue')), meta: { open: true } },
  { path: '/invite/:code([\\w-]{1,64})', component: later(() => import('@/pages/InvitePage.vue')), meta: { open: true } },
  {
    path: '/',
    component: ChatShell,
    children: [
      { path: '', component: LobbyPage, meta: { place: 'lobby' } },
      { path: 'rooms/:id([1-9]\\d{0,15})', component: () => import('@/pages/RoomPage.vue'), meta: { place: 'room' } },
      { path: 'robot', component: later(() => import('@/pages/RobotPage.vue')), meta: { place: 'robot' } },
      { path: 'me', component: later(() => import('@/pages/ProfilePage.vue')), meta: { place: 'me' } },
      { path: 'help', component: later(() => import('@/pages/HelpPage.vue')), meta: { place: 'find' } },
      { path: 'doctor', component: later(() => import('@/pages/DoctorPage.vue')), meta: { place: 'find' } },
      { path: 'search', component: later(() => import('@/pages/SearchPage.vue')), meta: { place: 'find' } },
      { path: 'directory', component: later(() => import('@/pages/DirectoryPage.vue')), meta: { place: 'find' } },
      { path: 'saved', component: later(() => import('@/pages/MessagesPage.vue')), props: { kind: 'saved' }, meta: { place: 'find' } },
      { path: 'mentions', component: later(() => import('@/pages/MessagesPage.vue')), props: { kind: 'mentions' }, meta: { place: 'find' } },
      { path: 'admin/:tab(users|rooms|reports|words|hooks|bots|audit|settings|connections|storage)?', component: later(() => import('@/pages/AdminPage.vue')), meta: { place: 'find' } },
    ],
  },
  { path: '/:rest(.*)*', component: () => import('@/pages/NotFoundPage.vue'), meta: { open: true } },
];

export function createAppRouter() {
  const router = createRouter({ history: createWebHistory(), routes });
  router.beforeEach((to) => {
    const session = useSession();
    if (!to.meta.open && session.token === null) return { path: '/login', query: to.fullPath === '/' ? {} : { next: to.fullPath } };
    if ((to.path === '/login' || to.path === '/register') && session.token !== null) return '/';
    return true;
  });
  // A page that took the focus with it gives it to the next one, so that Tab goes on from there.
  router.afterEach(async (to, from) => {
    await nextTick();
    if (to.path !== from.path && document.activeElement === document.body) document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  });
  closeByBack(router);
  return router;
}
