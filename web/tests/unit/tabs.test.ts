import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useConnection, useOutbox } from '@/stores';
import type { KeptOutgoing } from '@/stores/vault';
import { FakeChannel, li, makeWorld, room, settled, signInAs, state, type World } from './support';

/** The browser's database, which both tabs share. */
const kept = vi.hoisted(() => new Map<string, unknown>());
vi.mock('@/stores/vault', async (original) => ({
  ...(await original<object>()),
  hasVault: true,
  readState: () => Promise.resolve(null),
  readDrafts: () => Promise.resolve([]),
  readUnfinished: () => Promise.resolve([]),
  readOutgoing: () => Promise.resolve([...kept.values()]),
  writeOutgoing: (_: number, one: KeptOutgoing) => Promise.resolve(kept.set(one.clientId, one)),
  dropOutgoing: (_: number, clientId: string) => Promise.resolve(kept.delete(clientId)),
}));

interface Tab {
  world: World;
  outbox: ReturnType<typeof useOutbox>;
}

async function open(): Promise<Tab> {
  const world = makeWorld();
  signInAs(li);
  useConnection();
  await settled();
  return { world, outbox: useOutbox() };
}

async function online({ world }: Tab): Promise<void> {
  world.link.enter('online');
  await world.link.answer('sync', state([room()]));
}

const stored = { id: 1001, seq: 1, time: '2026-11-23T08:00:00Z' };

describe('two tabs', () => {
  let a: Tab;
  let b: Tab;

  beforeEach(async () => {
    vi.stubGlobal('BroadcastChannel', FakeChannel);
    FakeChannel.all.clear();
    kept.clear();
    a = await open();
    b = await open();
  });
  afterEach(() => void vi.unstubAllGlobals());

  it('both show what is written without a network, and the one that stays sends it', async () => {
    a.outbox.send(1, 'hello', []);
    await settled();
    const clientId = a.outbox.of(1)[0]?.clientId;
    expect(b.outbox.of(1)).toMatchObject([{ text: 'hello', state: 'sending', clientId }]);
    await online(b); // The other is closed, or never comes back.
    expect(await b.world.link.answer('message:send', stored)).toMatchObject({ text: 'hello', client_id: clientId });
    expect([a.outbox.of(1), b.outbox.of(1), kept.size]).toEqual([[], [], 0]);
  });

  it('send the same message under the same id when both come back', async () => {
    a.outbox.send(1, 'hello', []);
    await settled();
    await online(a);
    await online(b);
    const [one, other] = [a, b].map((tab) => tab.world.link.take('message:send').payload);
    expect(one?.['client_id']).toBe(other?.['client_id']);
  });

  it('take over what a page that ends has not brought', async () => {
    await online(a);
    await online(b);
    a.outbox.send(1, 'hello', []);
    await settled();
    expect(b.outbox.of(1)).toEqual([]);
    a.outbox.handOver();
    await settled();
    expect((await b.world.link.answer('message:send', stored))['text']).toBe('hello');
  });

  it('know what was taken back in the other', async () => {
    a.outbox.send(1, 'hello', []);
    await settled();
    const { clientId } = a.outbox.of(1)[0] as { clientId: string };
    b.outbox.discard(1, clientId);
    expect(a.outbox.of(1)).toEqual([]);
    await online(a);
    expect(a.world.link.waiting('message:send')).toBe(0);
  });
});
