import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rightsIn } from '@/composables';
import { useClock, useConnection, useMembers, useOutbox, usePeople, useRobot, useRooms, useSession, useTimeline, useTyping } from '@/stores';
import { languageOf } from '@/stores/preferences';
import { ChatError, type Member } from '@/protocol';
import { ann, li, liAsUser, makeWorld, message, messages, patch, room, settled, signInAs, state, type World } from './support';

let world: World;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  world = makeWorld({ logout: () => Promise.reject(new ChatError('offline')) });
});
afterEach(() => vi.useRealTimers());

describe('rooms', () => {
  beforeEach(() => world.link.enter('online'));

  it('counts unread by subtraction, and never one\'s own', () => {
    const rooms = useRooms();
    rooms.replaceAll([room({ last_seq: 10, last_read: 8 })]);
    expect(rooms.byId.get(1)?.unread).toBe(2);
    rooms.noteMessage(message(11), false);
    expect(rooms.byId.get(1)?.unread).toBe(3);
    rooms.noteMessage(message(12, { user: liAsUser }), true);
    expect(rooms.byId.get(1)?.unread).toBe(0);
    expect(rooms.unread).toBe(0);
  });

  it('remembers why one is out of a room, and until when', () => {
    const rooms = useRooms();
    rooms.replaceAll([room()]);
    useConnection();
    world.link.push('room:gone', { room: 1, reason: 'banned', why: 'noise', until: null });
    expect(rooms.gone).toMatchObject({ room: { id: 1 }, reason: 'banned', why: 'noise', until: null });
    expect(rooms.byId.size).toBe(0);
  });

  it('calls whose account is deleted as the reader would', () => {
    const people = usePeople();
    const gone = { ...ann, name: 'deleted', deleted: true };
    people.remember(gone);
    people.deletedName = '已注销用户';
    expect([people.current(ann).name, people.current({ ...gone, id: 999 }).name]).toEqual(['已注销用户', '已注销用户']);
    expect(people.current(liAsUser).name).toBe(liAsUser.name);
  });

  it('moves the read marker forward only and tells the server', async () => {
    const rooms = useRooms();
    rooms.replaceAll([room({ last_seq: 10, last_read: 5 })]);
    rooms.markRead(1, 4);
    expect(world.link.waiting('read')).toBe(0);
    rooms.markRead(1, 9);
    expect(rooms.byId.get(1)?.unread).toBe(1);
    expect(await world.link.answer('read', { last_read: 9, unread: 1, mentions: 0 })).toEqual({ room: 1, seq: 9 });
    rooms.noteRead(1, 7);
    expect(rooms.byId.get(1)?.last_read).toBe(9);
  });

  it('tells again what was read while the connection was down', async () => {
    const rooms = useRooms();
    rooms.replaceAll([room({ last_seq: 10, last_read: 5 })]);
    world.link.enter('waiting');
    rooms.markRead(1, 10);
    await settled();
    world.link.enter('online');
    rooms.replaceAll([room({ last_seq: 12, last_read: 5 })]);
    expect(rooms.byId.get(1)?.unread).toBe(2);
    expect(world.link.take('read').payload).toEqual({ room: 1, seq: 10 });
  });

  it('puts the room with the newest message first', () => {
    const rooms = useRooms();
    rooms.replaceAll([room({ id: 1, last_message: message(1) }), room({ id: 2, last_message: message(5, { room: 2 }) }), room({ id: 3 })]);
    expect(rooms.list.map((one) => one.id)).toEqual([2, 1, 3]);
    rooms.noteMessage(message(9), false);
    expect(rooms.list.map((one) => one.id)).toEqual([1, 2, 3]);
  });

  it('ignores an older version of a room', () => {
    const rooms = useRooms();
    rooms.replaceAll([room({ version: 5, name: 'new' })]);
    rooms.noteUpdated({ ...room({ version: 4, name: 'old' }) });
    expect(rooms.byId.get(1)?.name).toBe('new');
  });
});

describe('typing', () => {
  it('shows a sign for five seconds, or until the message', () => {
    const typing = useTyping();
    typing.note(1, ann);
    expect(typing.inRoom(1)).toEqual([ann]);
    vi.advanceTimersByTime(3000);
    typing.note(1, ann);
    vi.advanceTimersByTime(4900);
    expect(typing.inRoom(1)).toEqual([ann]);
    vi.advanceTimersByTime(200);
    expect(typing.inRoom(1)).toEqual([]);
    typing.note(1, ann);
    typing.stop(1, ann.id);
    expect(typing.inRoom(1)).toEqual([]);
  });

  it('tells the others at most every three seconds', () => {
    world.link.enter('online');
    const typing = useTyping();
    typing.tell(1);
    typing.tell(1);
    expect(world.link.waiting('typing')).toBe(1);
    vi.advanceTimersByTime(3000);
    typing.tell(1);
    expect(world.link.waiting('typing')).toBe(2);
  });
});

describe('robot', () => {
  it('keeps a question that got no answer and asks it again', async () => {
    world.link.enter('online');
    const robot = useRobot();
    void robot.ask('hi');
    world.link.take('robot').reject(new ChatError('unavailable'));
    await settled();
    expect(robot.lines).toMatchObject([{ from: 'me', text: 'hi', state: 'failed', error: { code: 'unavailable' } }]);
    void robot.retry(robot.lines[0]?.id ?? 0);
    await world.link.answer('robot', { text: '你好' });
    expect(robot.lines).toMatchObject([{ from: 'me', state: 'done' }, { from: 'robot', text: '你好' }]);
  });

  it('waits for a connection that is on its way, but not for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    world.link.enter('connecting');
    const robot = useRobot();
    void robot.ask('hi');
    await settled();
    expect(robot.lines).toMatchObject([{ state: 'waiting' }]);
    world.link.enter('online');
    await settled();
    await world.link.answer('robot', { text: '你好' });
    expect(robot.lines).toMatchObject([{ state: 'done' }, { from: 'robot' }]);
    world.link.enter('waiting');
    void robot.ask('and now?');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(robot.lines.at(-1)).toMatchObject({ state: 'failed', error: { code: 'offline' } });
    vi.useRealTimers();
  });
});

describe('connection', () => {
  async function online(): Promise<void> {
    signInAs(li);
    useConnection();
    world.link.enter('online');
    await world.link.answer('sync', state([room({ last_seq: 2, last_message: message(2) })]));
  }

  it('opens with the session and takes the state', async () => {
    await online();
    expect(world.link.log).toContain('open');
    expect(useRooms().isLoaded).toBe(true);
  });

  it('asks again for a state that the server could not tell', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    signInAs(li);
    useConnection();
    world.link.enter('online');
    world.link.take('sync').reject(new ChatError('unavailable'));
    await settled();
    vi.advanceTimersByTime(2000);
    await world.link.answer('sync', state([room()]));
    expect(useRooms().isLoaded).toBe(true);
  });

  it('shows the banner after two seconds down, counted from the loss, and says when it is over', async () => {
    await online();
    world.link.enter('waiting');
    vi.advanceTimersByTime(1000);
    world.link.enter('connecting');
    vi.advanceTimersByTime(900);
    world.link.enter('waiting');
    expect(useConnection().banner).toBe('none');
    vi.advanceTimersByTime(200);
    expect(useConnection().banner).toBe('down');
    world.link.enter('online');
    expect(useConnection().banner).toBe('back');
    vi.advanceTimersByTime(2000);
    expect(useConnection().banner).toBe('none');
  });

  it('stays silent about a short cut', async () => {
    await online();
    world.link.enter('waiting');
    vi.advanceTimersByTime(1500);
    world.link.enter('online');
    vi.advanceTimersByTime(5000);
    expect(useConnection().banner).toBe('none');
  });

  it('after a cut shows what was missed and sends what waited, nothing twice', async () => {
    await online();
    void useTimeline().open(1);
    await settled();
    await world.link.answer('history', { messages: messages(1, 2), more: false, more_after: false, version: 1 });
    useOutbox().send(1, 'mine', []);
    await settled();
    const lost = world.link.calls[0]?.payload as unknown as { client_id: string };
    world.link.enter('waiting');
    await settled();
    world.link.enter('online');
    const mine = message(3, { user: liAsUser, client_id: lost.client_id, text: 'mine' });
    await world.link.answer('sync', state([room({ last_seq: 4 })], [patch({ messages: [mine, message(4)] })]));
    expect(world.link.waiting('message:send')).toBe(0); // The state has it already.
    world.link.push('message', message(4));
    expect(useTimeline().view(1).messages.map((one) => one.seq)).toEqual([1, 2, 3, 4]);
    expect(useOutbox().of(1)).toEqual([]);
  });

  it('an own message shows once whether its acknowledgement or its event comes first', async () => {
    for (const first of ['ack', 'event']) {
      world = makeWorld();
      await online();
      void useTimeline().open(1);
      await settled();
      await world.link.answer('history', { messages: messages(1, 2), more: false, more_after: false });
      useOutbox().send(1, 'mine', []);
      await settled();
      const call = world.link.take('message:send');
      const mine = message(3, { user: liAsUser, client_id: String(call.payload['client_id']), text: 'mine' });
      const ack = (): void => call.resolve({ id: mine.id, seq: 3, time: mine.time });
      const event = (): void => world.link.push('message', mine);
      for (const step of first === 'ack' ? [ack, event] : [event, ack]) {
        step();
        await settled();
      }
      expect(useTimeline().view(1).messages.map((one) => one.seq)).toEqual([1, 2, 3]);
      expect(useOutbox().of(1)).toEqual([]);
    }
  });

  it('takes the state anew when it hears of a room it does not know', async () => {
    await online();
    world.link.push('room:updated', room({ id: 9, name: 'new' }));
    await world.link.answer('sync', state([room(), room({ id: 9, name: 'new' })]));
    expect(useRooms().byId.get(9)?.name).toBe('new');
  });

  it('asks after each cut how the others of direct rooms of two are, a hundred at once, and hears what changes', async () => {
    const bob = { ...ann, id: 9 };
    const crowd = Array.from({ length: 100 }, (_, index) => room({ id: 20 + index, kind: 'direct', people: [{ ...ann, id: 200 + index }] }));
    const rooms = [room(), room({ id: 2, kind: 'direct', people: [ann] }), room({ id: 3, kind: 'direct', people: [ann, bob] }), ...crowd];
    useConnection();
    const people = usePeople();
    world.link.enter('online');
    await world.link.answer('sync', state(rooms));
    const first = await world.link.answer('people', { people: [{ id: ann.id, presence: 'dnd', last_seen: null }] });
    expect((first['ids'] as number[]).slice(0, 2)).toEqual([ann.id, 200]);
    expect(first['ids']).toHaveLength(100);
    expect(world.link.take('people').payload).toEqual({ ids: [299] });
    expect([people.presenceOf(ann.id), people.presenceOf(bob.id)]).toEqual(['dnd', undefined]);
    world.link.push('status', { user: ann.id, presence: 'idle' });
    expect(people.presenceOf(ann.id)).toBe('idle');

    world.link.enter('waiting');
    world.link.enter('online');
    await world.link.answer('sync', state(rooms.slice(0, 2)));
    expect(await world.link.answer('people', { people: [{ id: ann.id, presence: 'offline', last_seen: null }] })).toEqual({ ids: [ann.id] });
    expect(people.presenceOf(ann.id)).toBe('offline');
  });

  it('asks how somebody is with whom a direct room is opened', async () => {
    world.link.enter('online');
    const opened = useRooms().openDirect([ann.id]);
    await world.link.answer('room:direct', { room: room({ id: 2, kind: 'direct', people: [ann] }) });
    await opened;
    expect(await world.link.answer('people', { people: [{ id: ann.id, presence: 'online', last_seen: null }] })).toEqual({ ids: [ann.id] });
    expect(usePeople().presenceOf(ann.id)).toBe('online');
  });

  it('forgets everything when the session ends', async () => {
    await online();
    world.link.push('session:revoked', { reason: 'revoked' });
    expect(useSession().token).toBeNull();
    expect(useSession().endedBecause).toBe('revoked');
    expect(useRooms().byId.size).toBe(0);
    expect(world.link.state).toBe('closed');
  });

  it('signs out here even when the server does not answer', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined);
    await online();
    await useSession().logout();
    expect(useSession().token).toBeNull();
    expect(localStorage.getItem('webchats.session') ?? 'null').toBe('null');
  });

  it('goes to the login form when the token is dead', async () => {
    signInAs(li);
    useConnection();
    world.link.enter('refused');
    expect(useSession().token).toBeNull();
    expect(useSession().endedBecause).toBe('expired');
  });
});

describe('members', () => {
  it('keep what was told while their list was on its way', async () => {
    let arrives: (page: { members: []; more: boolean }) => void = () => {};
    world.api.members = (_, { online }) => (online ? Promise.resolve({ members: [], more: false }) : new Promise((resolve) => (arrives = resolve)));
    const members = useMembers();
    void members.load(1);
    // The list was written before this happened, and comes after it.
    members.notePresence({ room: 1, joined: [ann], left: [] } as never);
    arrives({ members: [], more: false });
    await settled();
    expect(members.of(1).members.map((one) => [one.id, one.online])).toEqual([[ann.id, true]]);
  });

  it('follow who turns away, comes back or comes busy', async () => {
    const members = useMembers();
    const tell = (push: object): void => members.notePresence({ room: 1, online: 1, joined: [], left: [], changed: [], ...push });
    const seen = () => members.of(1).members.map((one) => [one.id, one.online, one.presence]);
    tell({ joined: [ann] });
    expect(seen()).toEqual([[ann.id, true, 'online']]);
    tell({ changed: [{ id: ann.id, presence: 'idle' }] });
    expect(seen()).toEqual([[ann.id, true, 'idle']]);
    // A server that does not know the field says nothing of it.
    tell({ joined: [liAsUser], changed: undefined });
    expect(seen()).toEqual([[ann.id, true, 'idle'], [liAsUser.id, true, 'online']]);
    tell({ left: [ann.id] });
    tell({ joined: [ann], changed: [{ id: ann.id, presence: 'dnd' }] });
    expect(seen()).toEqual([[ann.id, true, 'dnd'], [liAsUser.id, true, 'online']]);
  });

  it('show who is here before the page of the list that they are on', async () => {
    const member = (id: number, online = false): Member => ({ ...liAsUser, id, room_role: 'member', online, presence: online ? 'online' : 'offline', muted_until: null });
    const asked: unknown[] = [];
    world.api.members = (_, page) => {
      asked.push(page);
      if (page.online) return Promise.resolve({ members: [member(7, true)], more: false });
      return Promise.resolve(page.after === undefined ? { members: [member(1), member(2)], more: true } : { members: [member(3), member(7, true)], more: false });
    };
    const members = useMembers();
    await members.load(1);
    expect(members.of(1).members.map((one) => one.id)).toEqual([7, 1, 2]);
    await members.loadMore(1);
    expect(asked.at(-1)).toEqual({ after: 2, limit: 100 });
    expect(members.of(1).members.map((one) => one.id)).toEqual([7, 1, 2, 3]);
    expect(members.of(1).more).toBe(false);
  });
});

describe('preferences', () => {
  it('chooses the first language of the browser that the page speaks', () => {
    expect(languageOf(['zh-TW', 'en'])).toBe('zh-TW');
    for (const tag of ['zh-HK', 'zh-MO', 'zh-Hant', 'zh-Hant-HK']) expect(languageOf([tag])).toBe('zh-TW');
    expect(languageOf(['fr', 'zh-SG'])).toBe('zh-CN');
    expect(languageOf(['en-GB', 'zh-CN'])).toBe('en');
    expect(languageOf(['fr', 'zh'])).toBe('zh-CN');
    expect(languageOf(['fr'])).toBe('en');
    expect(languageOf([])).toBe('en');
  });
});

describe('a page that nobody sees', () => {
  const show = (state: DocumentVisibilityState): void => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    document.dispatchEvent(new Event('visibilitychange'));
  };

  it('says after a while that its person is away, and at once that they are back', async () => {
    signInAs(li);
    useConnection();
    world.link.enter('online');
    show('hidden');
    vi.advanceTimersByTime(29_000);
    await settled();
    expect(world.link.waiting('presence')).toBe(0);
    vi.advanceTimersByTime(1000);
    await settled();
    expect(world.link.take('presence').payload).toEqual({ status: 'idle' });
    show('visible');
    await settled();
    expect(world.link.take('presence').payload).toEqual({ status: 'online' });
  });

  it('says it again on a new connection', async () => {
    signInAs(li);
    useConnection();
    world.link.enter('online');
    show('hidden');
    vi.advanceTimersByTime(30_000);
    await settled();
    world.link.take('presence');
    world.link.enter('waiting');
    world.link.enter('online');
    expect(world.link.take('presence').payload).toEqual({ status: 'idle' });
    show('visible');
  });
});

describe('clock', () => {
  it('follows the server when the device is wrong, and the device when it is right', () => {
    const clock = useClock();
    const now = Date.now();
    clock.note(now + 3_600_000, now - 100, now + 100);
    expect(clock.now()).toBe(now + 3_600_000);
    clock.note(now - 1000, now - 100, now + 100); // A whole second, and the way.
    expect(clock.now()).toBe(now);
    clock.note(Number.NaN, now, now);
    expect(clock.offset).toBe(0);
  });

  it('decides when a mute ends', () => {
    const clock = useClock();
    const muted = room({ muted_until: new Date(Date.now() + 60_000).toISOString() });
    clock.note(Date.now() + 120_000, Date.now(), Date.now());
    expect(rightsIn(muted, li, clock.now()).silence).toBeNull();
    expect(rightsIn(muted, li, Date.now()).silence).toBe('muted');
  });
});
