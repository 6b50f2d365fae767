import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatError } from '@/protocol';
import { useConnection, useDrafts, useRooms } from '@/stores';
import type { Draft } from '@/stores/drafts';
import { FakeChannel, li, makeWorld, room, settled, signInAs, state, type World } from './support';

const kept = vi.hoisted(() => new Map<string, unknown>());
vi.mock('@/stores/vault', async (original) => ({
  ...(await original<object>()),
  hasVault: true,
  readState: () => Promise.resolve(null),
  readOutgoing: () => Promise.resolve([]),
  forgetUser: () => Promise.resolve(kept.clear()),
  readDrafts: () => Promise.resolve([...kept.values()]),
  writeDraft: (_: number, draft: Draft) => Promise.resolve(kept.set(`${draft.room}:${draft.thread}`, draft)),
  dropDraft: (_: number, draft: Draft) => Promise.resolve(kept.delete(`${draft.room}:${draft.thread}`)),
}));

let world: World;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  vi.stubGlobal('BroadcastChannel', FakeChannel);
  FakeChannel.all.clear();
  kept.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A page that is signed in; its server has not told its state yet. */
async function visit(): Promise<void> {
  world = makeWorld();
  signInAs(li);
  useConnection();
  await settled();
}

async function online(draft = ''): Promise<void> {
  world.link.enter('online');
  await world.link.answer('sync', state([room({ draft })]));
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

const mine = (): string => useDrafts().of(1);
const reload = visit;

describe('drafts', () => {
  beforeEach(visit);

  it('tell the server within half a second after the last key, and not with each key', async () => {
    await online();
    for (const text of ['h', 'he', 'hel', 'hell', 'hello']) {
      useDrafts().write(1, 0, text);
      await pass(100);
    }
    await pass(400);
    expect(world.link.waiting('draft')).toBe(1);
    expect(await world.link.answer('draft', {})).toEqual({ room: 1, text: 'hello' });
    expect(useRooms().byId.get(1)?.draft).toBe('hello');
    await pass(60_000);
    expect(world.link.waiting('draft')).toBe(0);
  });

  it('written off line are newer than what the server tells, and reach it', async () => {
    await online('old');
    world.link.enter('waiting');
    useDrafts().write(1, 0, 'old and new');
    await pass(1500);
    expect(useDrafts().unsaved).toBe(1);
    await online('old');
    expect(mine()).toBe('old and new');
    expect(await world.link.answer('draft', {})).toMatchObject({ text: 'old and new' });
    expect(useDrafts().unsaved).toBe(0);
  });

  it('survive a reload off line', async () => {
    useDrafts().write(1, 0, 'unsaved');
    useDrafts().write(1, 3, 'in the thread');
    await pass(500);
    await reload();
    expect(mine()).toBe('unsaved');
    await online('older');
    expect(mine()).toBe('unsaved');
    const told = [await world.link.answer('draft', {}), await world.link.answer('draft', {})];
    expect(told).toEqual([{ room: 1, text: 'unsaved' }, { room: 1, thread: 3, text: 'in the thread' }]);
    // The state tells nothing of threads: those stay here.
    await reload();
    await online('unsaved');
    expect([mine(), useDrafts().of(1, 3)]).toEqual(['unsaved', 'in the thread']);
  });

  it('are told at once when the page ends, and are written down before', async () => {
    await online();
    useDrafts().write(1, 0, 'half a wo');
    expect(kept.get('1:0')).toMatchObject({ text: 'half a wo', stored: false });
    window.dispatchEvent(new Event('pagehide'));
    expect(await world.link.answer('draft', {})).toMatchObject({ text: 'half a wo' });
  });

  it('that were sent do not come back with a state from before', async () => {
    await online('hello');
    world.link.enter('connecting');
    world.link.enter('online'); // Asks for the state: the server reads the draft "hello".
    useDrafts().write(1, 0, '');
    useDrafts().tellNow();
    await world.link.answer('draft', {});
    await world.link.answer('sync', state([room({ draft: 'hello' })]));
    expect(mine()).toBe('');
  });

  it('take what another device wrote when all here is saved, and else keep what stands here', async () => {
    await online();
    world.link.push('draft', { room: 1, thread: 0, text: 'from the phone' });
    expect(mine()).toBe('from the phone');
    useDrafts().write(1, 0, 'from the desk');
    world.link.push('draft', { room: 1, thread: 0, text: 'phone again' });
    expect(mine()).toBe('from the desk');
    await pass(500);
    await world.link.answer('draft', {});
    world.link.push('draft', { room: 1, thread: 0, text: 'phone at last' });
    expect(mine()).toBe('phone at last');
    world.link.push('draft', { room: 1, thread: 3, text: 'in the thread' });
    expect([mine(), useDrafts().of(1, 3)]).toEqual(['phone at last', 'in the thread']);
  });

  it('take what the state tells once it was asked after they were saved', async () => {
    await online();
    useDrafts().write(1, 0, 'here');
    await pass(500);
    await world.link.answer('draft', {});
    world.link.enter('waiting');
    await online('there, later');
    expect(mine()).toBe('there, later');
  });

  it('are told again when the server has no time, and after the words that were on their way', async () => {
    await online();
    useDrafts().write(1, 0, 'a');
    await pass(500);
    world.link.take('draft').reject(new ChatError('rate_limited'));
    await pass(5000);
    const call = world.link.take('draft');
    useDrafts().write(1, 0, 'ab');
    await pass(500);
    expect(world.link.waiting('draft')).toBe(0);
    call.resolve({});
    await pass(500);
    expect(await world.link.answer('draft', {})).toMatchObject({ text: 'ab' });
  });

  it('reach the other tabs of the browser', async () => {
    const here = useDrafts();
    await visit();
    here.write(1, 0, 'ab');
    expect(mine()).toBe('ab');
  });

  it('are never taken by older ones of another tab', async () => {
    const other = new FakeChannel('webchats.drafts');
    const told = (text: string, stored: boolean): void => other.postMessage({ user: li.id, draft: { room: 1, thread: 0, text, stored } });
    useDrafts().write(1, 0, 'abc');
    told('ab', false); // Nobody types in two tabs at a time.
    expect(mine()).toBe('abc');
    await pass(1000);
    told('ab', true); // That has come to the server meanwhile.
    expect(mine()).toBe('abc');
    told('abc', true);
    expect(useDrafts().unsaved).toBe(0);
    told('abcd', false);
    expect(mine()).toBe('abcd');
  });
});
