import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { asChatError } from '@/protocol';
import type { LinkState } from '@/net';
import { useNet } from './net';
import { useOutbox } from './outbox';
import { usePeople } from './people';
import { usePreferences } from './preferences';
import { useRobot } from './robot';
import { useRooms } from './rooms';
import { useSession } from './session';
import { useTimeline } from './timeline';
import { useTyping } from './typing';

/** The banner waits this long: most cuts are over before anybody would notice. */
const bannerAfterMs = 2000;
const backShownMs = 1500;
/** After so long in the background the connection is asked for a sign of life. */
const suspectAfterMs = 30_000;
const probeTimeoutMs = 4000;
/** A server that refused to tell its state is asked again. */
const syncAgainMs = 2000;

/** Carries what the connection says to the stores, and starts, renews and ends the connection with the session. */
export const useConnection = defineStore('connection', () => {
  const { link } = useNet();
  const session = useSession();
  const people = usePeople();
  const rooms = useRooms();
  const timeline = useTimeline();
  const outbox = useOutbox();
  const typing = useTyping();
  const robot = useRobot();
  const preferences = usePreferences();

  const state = ref<LinkState>(link.state);
  const banner = ref<'none' | 'down' | 'back'>('none');
  const isOnline = computed(() => state.value === 'online');
  let syncTimer: ReturnType<typeof setTimeout> | undefined;
  let bannerTimer: ReturnType<typeof setTimeout> | undefined;
  let hiddenSince: number | null = null;

  async function sync(timeoutMs?: number): Promise<void> {
    try {
      const answer = await link.request('sync', {}, timeoutMs);
      session.updateMe(answer.me);
      rooms.replaceAll(answer.rooms);
      for (const room of answer.rooms) room.online.forEach(people.remember);
      timeline.catchUp();
      outbox.flush();
    } catch (reason) {
      const error = asChatError(reason);
      if (error.code === 'timeout') link.renew();
      if (error.isLost) return; // The next connection asks anew.
      console.error('the state could not be fetched', error);
      clearTimeout(syncTimer);
      syncTimer = setTimeout(() => void sync(), syncAgainMs);
    }
  }

  function showBanner(now: LinkState): void {
    clearTimeout(bannerTimer);
    if (now === 'online') {
      if (banner.value !== 'down') return;
      banner.value = 'back';
      bannerTimer = setTimeout(() => (banner.value = 'none'), backShownMs);
    } else if (now === 'closed' || now === 'refused') {
      banner.value = 'none';
    }
  }

  /** The time down counts from the loss, not from the last try. */
  function startBannerClock(): void {
    clearTimeout(bannerTimer);
    bannerTimer = setTimeout(() => (banner.value = 'down'), bannerAfterMs);
  }

  link.onState((now) => {
    const before = state.value;
    state.value = now;
    const isDown = now === 'connecting' || now === 'waiting';
    const wasDown = before === 'connecting' || before === 'waiting';
    if (isDown && !wasDown) startBannerClock();
    if (!isDown) showBanner(now);
    if (now === 'online') void sync();
    if (now === 'refused') session.drop('expired');
  });

  link.on('message', (message) => {
    if (!rooms.byId.has(message.room)) void sync();
    people.remember(message.user);
    typing.stop(message.room, message.user.id);
    rooms.noteMessage(message, message.user.id === session.me?.id);
    timeline.accept(message);
    outbox.settle(message);
  });
  link.on('presence', ({ room, online }) => {
    online.forEach(people.remember);
    rooms.noteOnline(room, online);
  });
  link.on('read', ({ room, last_read }) => rooms.noteRead(room, last_read));
  link.on('typing', ({ room, user }) => typing.note(room, user));
  link.on('room:updated', (room) => {
    if (rooms.byId.has(room.id)) rooms.noteUpdated(room);
    else void sync(); // A new room, or one joined in another tab.
  });
  link.on('session:revoked', () => session.drop('revoked'));

  outbox.onDelivered((message) => {
    rooms.noteMessage(message, true);
    timeline.accept(message);
  });

  function forgetEverything(): void {
    rooms.clear();
    timeline.clear();
    outbox.clear();
    typing.clear();
    robot.clear();
  }

  watch(
    () => session.token,
    (now, before) => {
      link.close();
      if (before) forgetEverything();
      if (now) link.open();
    },
    { immediate: true, flush: 'sync' },
  );

  // The server's texts and the robot follow the language given at the start of the connection.
  watch(
    () => preferences.language,
    () => link.renew(),
  );

  function onVisible(): void {
    const away = hiddenSince === null ? 0 : Date.now() - hiddenSince;
    hiddenSince = null;
    if (link.state === 'online' && away > suspectAfterMs) void sync(probeTimeoutMs);
    else link.retryNow();
  }

  window.addEventListener('online', () => link.retryNow());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') onVisible();
    else hiddenSince = Date.now();
  });

  return { state, isOnline, banner, retryNow: () => link.retryNow() };
});
