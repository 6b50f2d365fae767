import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { claim } from '@/composables/alert-claim';
import type { Me, Message, Room } from '@/protocol';
import { useConnection, usePeople, useRooms, useSession } from '@/stores';
import { isCalm, outletsOf, useAlerts, type Alert, type Outlook } from '@/stores/alerts';
import { ann, li, liAsUser, makeWorld, message, patch, room, settled, signInAs, state, type World } from './support';

/** A page decides in a second at the latest. */
const decidedMs = 1000;
const noon = new Date('2026-11-23T12:00:00Z');

function show(visible: boolean, focused: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visible ? 'visible' : 'hidden');
  vi.spyOn(document, 'hasFocus').mockReturnValue(focused);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: noon });
  show(true, true);
});
afterEach(() => vi.useRealTimers());

describe('what arrives', () => {
  let world: World;
  let told: Alert[];
  const direct = room({ id: 2, kind: 'direct', people: [ann] });

  /** A page that is up to date, in these rooms. */
  async function begin(rooms: Room[], me: Partial<Me> = {}): Promise<void> {
    world = makeWorld();
    signInAs(li);
    useConnection();
    told = [];
    useAlerts().onAlert((alert) => told.push(alert));
    world.link.enter('online');
    await world.link.answer('sync', { ...state(rooms), me: { ...li, ...me } });
  }
  const arrive = (seq: number, fields: Partial<Message> = {}): void => world.link.push('message', message(seq, fields));
  const wait = (ms = decidedMs): unknown => vi.advanceTimersByTime(ms);
  const seqs = (): number[] => told.map((alert) => alert.message.seq);

  it('is told by the level of its room, and a mention once, whichever event comes first', async () => {
    await begin([room({ id: 1, notify: 'all' }), room({ id: 3, notify: 'mentions' }), room({ id: 4, notify: 'nothing' }), direct]);
    for (const id of [1, 2, 3, 4]) arrive(1, { room: id });
    wait();
    expect(told.map((alert) => [alert.room.id, alert.personal])).toEqual([
      [1, false],
      [2, true],
    ]);
    told.length = 0;
    world.link.push('mention', { room: 1, seq: 2 });
    for (const id of [1, 3, 4]) arrive(2, { room: id });
    for (const id of [3, 4]) world.link.push('mention', { room: id, seq: 2 });
    wait();
    expect(told.map((alert) => [alert.room.id, alert.personal])).toEqual([
      [1, true],
      [3, true],
    ]);
  });

  it('is not told of one\'s own, of what the room itself says, and of people one blocked', async () => {
    await begin([room(), direct]);
    usePeople().replaceBlocked([9]);
    arrive(1, { user: liAsUser });
    arrive(2, { kind: 'system', text: '{}' });
    arrive(3, { user: { ...ann, id: 9 } });
    wait();
    expect(seqs()).toEqual([]);
    arrive(4);
    wait();
    expect(seqs()).toEqual([4]);
  });

  it('is not told when it is read or deleted meanwhile, or its session ends', async () => {
    await begin([room()]);
    arrive(1);
    useRooms().markRead(1, 1);
    arrive(2);
    world.link.push('message:deleted', { room: 1, seq: 2, version: 2, deleted: noon.toISOString(), by: ann.id });
    wait();
    arrive(3);
    useSession().drop('revoked');
    wait();
    expect(seqs()).toEqual([]);
  });

  it('is not told while the page catches up with what it missed', async () => {
    await begin([room()]);
    world.link.enter('waiting');
    world.link.enter('online');
    arrive(1);
    await world.link.answer('sync', state([room({ last_seq: 2 })], [patch({ messages: [message(2)] })]));
    wait();
    expect(seqs()).toEqual([]);
    arrive(3);
    wait();
    expect(seqs()).toEqual([3]);
  });

  it('is not told to who is busy or in their quiet hours, and told again afterwards', async () => {
    await begin([direct], { presence: 'dnd' });
    arrive(1, { room: 2 });
    wait();
    world.link.push('me', { ...li, quiet_hours: { from: 20 * 60, to: 21 * 60 }, time_zone: 'Asia/Shanghai' });
    arrive(2, { room: 2 });
    wait();
    expect(seqs()).toEqual([]);
    vi.setSystemTime(new Date('2026-11-23T13:00:00Z'));
    arrive(3, { room: 2 });
    wait();
    expect(seqs()).toEqual([3]);
  });

  it('is told first by the page that is looked at, and last by one that nobody sees', async () => {
    await begin([direct]);
    const after: number[] = [];
    for (const [visible, focused] of [
      [true, true],
      [true, false],
      [false, false],
    ] as const) {
      show(visible, focused);
      const before = told.length;
      arrive(after.length + 1, { room: 2 });
      let ms = 0;
      for (; told.length === before && ms < 2000; ms += 50) wait(50);
      after.push(ms);
    }
    expect(after).toEqual([250, 500, 1000]);
  });

  it('is told to nobody who has stopped listening, and a flood not one by one', async () => {
    await begin([room()]);
    for (let seq = 1; seq <= 300; seq += 1) arrive(seq);
    wait();
    expect(told.length).toBe(100);
    const heard: Alert[] = [];
    useAlerts().onAlert((alert) => heard.push(alert))();
    arrive(301);
    wait();
    expect([heard.length, told.length]).toEqual([0, 101]);
  });
});

describe('quiet hours', () => {
  const at = (time: string, hours: Me['quiet_hours'], time_zone = ''): boolean => isCalm({ presence: 'online', quiet_hours: hours, time_zone }, new Date(`2026-07-01T${time}:00Z`));

  it('are from the first minute to the one before the last, past midnight too', () => {
    const lunch = { from: 12 * 60, to: 13 * 60 };
    const night = { from: 22 * 60, to: 7 * 60 };
    expect(['11:59', '12:00', '12:59', '13:00'].map((time) => at(time, lunch))).toEqual([false, true, true, false]);
    expect(['21:59', '22:00', '00:00', '06:59', '07:00'].map((time) => at(time, night))).toEqual([false, true, true, true, false]);
    expect(at('12:00', null)).toBe(false);
  });

  it('go by the clock of the person, summer time included, and by UTC where the zone has no name', () => {
    const hour = { from: 14 * 60, to: 15 * 60 };
    expect([at('12:30', hour, 'Europe/Berlin'), at('14:30', hour, 'Europe/Berlin')]).toEqual([true, false]);
    expect([at('14:30', hour, 'No/Where'), at('12:30', hour, 'No/Where')]).toEqual([true, false]);
  });
});

describe('the outlets of an alert', () => {
  const alert = (personal: boolean): Alert => ({ message: message(1), room: room(), personal });
  const here: Outlook = { visible: true, focused: true, room: 5, wide: true };
  const hidden: Outlook = { ...here, visible: false, focused: false };

  it.each([
    ['another room is looked at', here, ['toast', 'sound']],
    ['the room itself is looked at', { ...here, room: 1 }, []],
    ['the room itself is seen beside another window', { ...here, room: 1, focused: false }, ['sound']],
    ['a telephone shows another room', { ...here, wide: false }, ['sound']],
    ['the page is hidden', hidden, ['popup', 'sound']],
    ['the page is hidden at the room itself', { ...hidden, room: 1 }, ['popup', 'sound']],
  ] as const)('are right when %s', (_, outlook, outlets) => expect(outletsOf(alert(true), outlook, 'personal')).toEqual(outlets));

  it('ring as the device was told to', () => {
    const rings = (personal: boolean) => (['off', 'personal', 'all'] as const).map((sound) => outletsOf(alert(personal), hidden, sound).includes('sound'));
    expect(rings(true)).toEqual([false, true, true]);
    expect(rings(false)).toEqual([false, false, true]);
  });

  it('are no toast for what is not for its person', () => expect(outletsOf(alert(false), here, 'all')).toEqual(['sound']));
});

describe('a claim', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is given once in its time, with locks between pages and without', async () => {
    const held = new Set<string>();
    const locks = {
      async request(name: string, _: object, work: (lock: object | null) => Promise<void> | undefined): Promise<void> {
        if (held.has(name)) return work(null);
        held.add(name);
        await work({});
        held.delete(name);
      },
    };
    for (const browser of [{ locks }, {}]) {
      vi.stubGlobal('navigator', browser);
      expect([await claim('a', 1000), await claim('a', 1000), await claim('b', 1000)]).toEqual([true, false, true]);
      vi.advanceTimersByTime(1000);
      await settled();
      expect(await claim('a', 1000)).toBe(true);
      vi.advanceTimersByTime(1000);
      await settled();
    }
  });
});
