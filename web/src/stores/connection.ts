import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { asChatError, type Announcement, type Message } from '@/protocol';
import type { LinkState } from '@/net';
import { useDrafts } from './drafts';
import { useMembers } from './members';
import { useMessages } from './messages';
import { useNet } from './net';
import { useOutbox } from './outbox';
import { withReaction } from './reactions';
import { usePeople } from './people';
import { usePreferences } from './preferences';
import { useRobot } from './robot';
import { partnerOf, useRooms } from './rooms';
import { useSession } from './session';
import { useTimeline } from './timeline';
import { useTyping } from './typing';
import { useUnfinished } from './unfinished';
import { forgetUser, hasVault, readState, writeState } from './vault';

/** The banner waits this long: most cuts are over before anybody would notice. */
const bannerAfterMs = 2000;
const backShownMs = 1500;
/** After so long in the background the connection is asked for a sign of life. */
const suspectAfterMs = 30_000;
const probeTimeoutMs = 4000;
/** A server that refused to tell its state is asked again. */
const syncAgainMs = 2000;
/** What is kept for the next visit: so many rooms with so many messages, written at most so often. */
const keptRooms = 30;
const keptMessages = 50;
const keepEveryMs = 4000;
/** The first time after this, then after twice as long each time: a short visit leaves something, too. */
const keepFirstMs = 250;
/** From then on a hidden page counts as nobody's, and messages go to the devices that want notifications. */
const unseenAfterMs = 30_000;

/** Carries what the connection says to the stores, and starts, renews and ends the connection with the session. */
export const useConnection = defineStore('connection', () => {
  const { link } = useNet();
  const session = useSession();
  const people = usePeople();
  const members = useMembers();
  const messages = useMessages();
  const rooms = useRooms();
  const timeline = useTimeline();
  const outbox = useOutbox();
  const drafts = useDrafts();
  const unfinished = useUnfinished();
  const typing = useTyping();
  const robot = useRobot();
  const preferences = usePreferences();

  const state = ref<LinkState>(link.state);
  const banner = ref<'none' | 'down' | 'back'>('none');
  const isOnline = computed(() => state.value === 'online');
  /** Nothing of what was missed is on its way any more. */
  const isCurrent = ref(false);
  let syncTimer: ReturnType<typeof setTimeout> | undefined;
  let bannerTimer: ReturnType<typeof setTimeout> | undefined;
  let hiddenSince: number | null = null;
  let unseenTimer: ReturnType<typeof setTimeout> | undefined;

  /** The server's announcement to everybody. */
  const announcement = shallowRef<Announcement>(null);
  /** Nobody has looked at this page for a while. */
  const isUnseen = ref(false);
  /** The server knows it of a connection, so each new one is told. What the person chose, it knows itself. */
  function tellPresence(): void {
    link.request('presence', { status: isUnseen.value ? 'idle' : 'online' }).catch(() => undefined);
  }

  /** When the connection was lost the last time. */
  const lastLost = ref<number | null>(null);

  /** Milliseconds to the server and back, by a question that costs it nothing. */
  async function measureLatency(): Promise<number> {
    const from = performance.now();
    await link.request('people', { ids: [] });
    return performance.now() - from;
  }

  /** The life of the database that the state here comes from. */
  let epoch = '';
  let asked: 'no' | 'yes' | 'again' = 'no';

  async function sync(timeoutMs?: number): Promise<void> {
    asked = 'yes';
    const storedDrafts = drafts.stored();
    try {
      const answer = await link.request('sync', epoch === '' ? {} : { epoch, rooms: timeline.held() }, timeoutMs);
      epoch = answer.epoch;
      session.updateMe(answer.me);
      people.replaceBlocked(answer.blocks);
      rooms.replaceAll(answer.rooms);
      drafts.release(storedDrafts);
      for (const room of answer.rooms) room.people.forEach(people.remember);
      people.askPresences(answer.rooms.flatMap((room) => partnerOf(room) ?? []));
      timeline.catchUp(answer.patches);
      for (const patch of answer.patches) patch.messages.forEach(outbox.settle);
      outbox.flush();
      void outbox.lookForMore();
      drafts.flush();
      isCurrent.value = link.state === 'online';
      void lookAtServer();
      if ((asked as string) === 'again') void sync();
      else asked = 'no';
    } catch (reason) {
      asked = 'no';
      const error = asChatError(reason);
      if (error.code === 'timeout') link.renew();
      if (error.isLost) return; // The next connection asks anew.
      console.error('the state could not be fetched', error);
      clearTimeout(syncTimer);
      syncTimer = setTimeout(() => void sync(), syncAgainMs);
    }
  }

  let noticesHeard = 0;

  /** What was announced before this connection was there to hear it. */
  async function lookAtServer(): Promise<void> {
    const heard = noticesHeard;
    try {
      const server = await session.server();
      if (heard === noticesHeard) announcement.value = server.announcement; // Else it was told something newer meanwhile.
    } catch {
      // A convenience; the next connection asks again.
    }
  }

  /** Something is missing here. While an answer is on its way, it is asked for once more after it. */
  function syncSoon(): void {
    if (asked === 'no') void sync();
    else asked = 'again';
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
    if (isDown && before === 'online') lastLost.value = Date.now();
    if (now !== 'online') isCurrent.value = false;
    if (!isDown) showBanner(now);
    if (now === 'online') {
      void sync();
      if (isUnseen.value) tellPresence();
    }
    if (now === 'refused') session.drop('expired');
  });

  link.on('message', (message) => {
    if (!rooms.byId.has(message.room)) syncSoon();
    people.remember(message.user);
    typing.stop(message.room, message.user.id);
    rooms.noteMessage(message, message.user.id === session.me?.id);
    timeline.accept(message);
    outbox.settle(message);
  });

  /** A change of one message: for the window, and for the list if it is the last one. */
  function changed({ room, seq, version }: { room: number; seq: number; version: number }, apply: (message: Message) => Message): void {
    rooms.noteChange(room, seq, version, apply);
    timeline.change(room, { version, seq, apply });
  }

  link.on('message:updated', (push) => changed(push, (message) => ({ ...message, ...push })));
  link.on('message:deleted', (push) => changed(push, (message) => ({ ...message, text: '', attachments: [], reactions: [], pinned: false, deleted: push.deleted })));
  link.on('reaction', (push) => changed(push, (message) => ({ ...message, reactions: withReaction(message.reactions, push, push.user === session.me?.id) })));
  link.on('pin', (push) => changed(push, (message) => ({ ...message, pinned: push.pinned })));
  link.on('thread', ({ room, seq, replies }) => timeline.touch(room, seq, (message) => ({ ...message, replies })));
  link.on('member', (push) => {
    people.remember(push.user);
    rooms.noteMember(push, push.user.id === session.me?.id);
    members.noteMember(push);
    timeline.change(push.room, { version: push.version, seq: null, apply: (message) => message });
  });
  link.on('room:gone', ({ room, ...told }) => {
    rooms.forget(room, told);
    timeline.forget(room);
    // What was said there is no more for this person's eyes: not at the next visit either.
    isDirty = true;
    keepState();
  });
  link.on('presence', (push) => {
    push.joined?.forEach(people.remember);
    rooms.noteOnline(push.room, push.online);
    members.notePresence(push);
  });
  link.on('status', ({ user, presence }) => people.notePresence(user, presence));
  link.on('profile', (user) => {
    people.remember(user);
    rooms.noteProfile(user);
  });
  link.on('me', (me) => session.updateMe(me));
  link.on('read', ({ room, last_read, mentions }) => rooms.setRead(room, last_read, mentions));
  link.on('notify', ({ room, level }) => rooms.noteNotify(room, level));
  link.on('draft', drafts.take);
  link.on('saved', (push) => messages.noteSaved(push, push.saved));
  link.on('mention', ({ room, seq }) => rooms.noteMention(room, seq));
  link.on('typing', ({ room, user }) => typing.note(room, user));
  link.on('notice', (text) => {
    noticesHeard += 1;
    announcement.value = text;
  });
  link.on('room:updated', (room) => {
    if (!rooms.byId.has(room.id)) {
      syncSoon(); // A new room, or one joined in another tab.
      return;
    }
    rooms.noteUpdated(room);
    timeline.change(room.id, { version: room.version, seq: null, apply: (message) => message });
  });
  link.on('session:revoked', () => session.drop('revoked'));
  timeline.onHole(syncSoon);

  outbox.onDelivered((message) => {
    rooms.noteMessage(message, true);
    timeline.accept(message);
  });

  function forgetEverything(): void {
    epoch = '';
    asked = 'no';
    members.clear();
    messages.clear();
    people.clear();
    rooms.clear();
    timeline.clear();
    outbox.clear();
    drafts.clear();
    unfinished.clear();
    typing.clear();
    robot.clear();
  }

  let isDirty = false;
  let keepTimer: ReturnType<typeof setTimeout> | undefined;
  let keepAfterMs = keepFirstMs;

  /** Writes down what the next visit begins with. */
  function keepState(): void {
    clearTimeout(keepTimer);
    keepTimer = undefined;
    const me = session.me;
    if (!isDirty || !me || epoch === '' || !rooms.isLoaded) return;
    isDirty = false;
    const logs = rooms.list.slice(0, keptRooms).flatMap((room) => {
      const log = timeline.snapshot(room.id, keptMessages);
      return log ? [{ room: room.id, ...log }] : [];
    });
    void writeState(me.id, { epoch, rooms: rooms.list, logs });
  }

  watch(
    () => [rooms.list, timeline.loads] as const,
    () => {
      isDirty = true;
      if (!hasVault || keepTimer !== undefined) return;
      keepTimer = setTimeout(keepState, keepAfterMs);
      keepAfterMs = Math.min(2 * keepAfterMs, keepEveryMs);
    },
  );

  /** Shows what was here at the last visit, until the server says what is new. */
  async function restore(user: number): Promise<void> {
    const kept = await readState(user);
    if (!kept || rooms.isLoaded || session.me?.id !== user) return;
    epoch = kept.epoch;
    rooms.replaceAll(kept.rooms);
    for (const room of kept.rooms) room.people.forEach(people.remember);
    for (const log of kept.logs) {
      for (const message of log.messages) people.remember(message.user);
      timeline.restore(log.room, log.messages, log.more, log.version);
    }
  }

  async function begin(): Promise<void> {
    const me = session.me;
    const restored = hasVault && me ? Promise.all([restore(me.id), drafts.restore(), unfinished.restore()]) : null;
    link.open(restored);
    if (!hasVault) return;
    await restored;
    await outbox.restore();
    // Else the answer that is on its way first settles what the server has already.
    if (asked === 'no') outbox.flush();
  }

  let lastUser = session.me?.id ?? 0;
  watch(
    () => session.token,
    (now, before) => {
      link.close();
      if (before) {
        forgetEverything();
        void forgetUser(lastUser, session.endedBecause === 'expired' ? 'keep' : 'drop');
      }
      lastUser = session.me?.id ?? 0;
      if (now) void begin();
    },
    { immediate: true, flush: 'sync' },
  );

  // The server's texts and the robot follow the language given at the start of the connection.
  watch(
    () => preferences.language,
    () => link.renew(),
  );

  watch(isUnseen, tellPresence);

  function onVisible(): void {
    const away = hiddenSince === null ? 0 : Date.now() - hiddenSince;
    hiddenSince = null;
    clearTimeout(unseenTimer);
    isUnseen.value = false;
    if (link.state === 'online' && away > suspectAfterMs) void sync(probeTimeoutMs);
    else link.retryNow();
  }

  function keepAll(): void {
    keepState();
    drafts.tellNow();
    outbox.handOver();
  }

  window.addEventListener('pagehide', keepAll);
  window.addEventListener('online', () => link.retryNow());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') onVisible();
    else {
      hiddenSince = Date.now();
      unseenTimer = setTimeout(() => (isUnseen.value = true), unseenAfterMs);
      keepAll();
    }
  });

  return { state, isOnline, isCurrent, banner, announcement, lastLost, measureLatency, transport: () => link.transport, retryNow: () => link.retryNow() };
});
