import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import ChatShell from '@/pages/ChatShell.vue';
import LobbyPage from '@/pages/LobbyPage.vue';
import { useSession } from '@/stores';

declare module 'vue-router' {
  interface RouteMeta {
    /** Where the pages of the shell stand: decides the pane on a phone. */
    place?: 'lobby' | 'room' | 'robot' | 'me';
    /** Shown to people who are not signed in. */
    open?: boolean;
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/login', component: () => import('@/pages/LoginPage.vue'), meta: { open: true } },
  { path: '/register', component: () => import('@/pages/RegisterPage.vue'), meta: { open: true } },
  {
    path: '/',
    component: ChatShell,
    children: [
      { path: '', component: LobbyPage, meta: { place: 'lobby' } },
      { path: 'rooms/:id([1-9]\\d{0,15})', component: () => import('@/pages/RoomPage.vue'), meta: { place: 'room' } },
      { path: 'robot', component: () => import('@/pages/RobotPage.vue'), meta: { place: 'robot' } },
      { path: 'me', component: () => import('@/pages/ProfilePage.vue'), meta: { place: 'me' } },
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
  return router;
}
