import { beforeEach, describe, expect, it } from 'vitest';
import { ChatError } from '@/protocol';
import { useRooms, useTimeline } from '@/stores';
import { makeWorld, message, messages, room, settled, type World } from './support';

let world: World;
beforeEach(() => {
  world = makeWorld();
  world.link.enter('online');
});

const shown = (): number[] => useTimeline().view(1).messages.map((one) => one.seq);

async function openAt(to: number, more = true): Promise<void> {
  useRooms().replaceAll([room({ last_seq: to })]);
  void useTimeline().open(1);
  await settled();
  await world.link.answer('history', { messages: messages(Math.max(1, to - 49), to), more });
}

describe('timeline', () => {
  it('opens a room with its newest page, once', async () => {
    await openAt(100);
    void useTimeline().open(1);
    await settled();
    expect(world.link.waiting('history')).toBe(0);
    expect(shown()).toEqual(messages(51, 100).map((one) => one.seq));
    expect(useTimeline().view(1).older).toBe('more');
  });

  it('fetches enough to show where the unread ones begin', async () => {
    useRooms().replaceAll([room({ last_seq: 90, last_read: 20 })]);
    void useTimeline().open(1);
    await settled();
    expect(world.link.take('history').payload).toEqual({ room: 1, limit: 80 });
  });

  it('loads older messages in front, one request at a time', async () => {
    await openAt(100);
    void useTimeline().loadOlder(1);
    void useTimeline().loadOlder(1);
    await settled();
    expect(world.link.waiting('history')).toBe(1);
    const asked = await world.link.answer('history', { messages: messages(1, 50), more: false });
    expect(asked).toEqual({ room: 1, before: 51, limit: 50 });
    expect(shown()).toEqual(messages(1, 100).map((one) => one.seq));
    void useTimeline().loadOlder(1);
    await settled();
    expect(world.link.waiting('history')).toBe(0);
  });

  it('fills a hole by asking for what follows the last complete number', async () => {
    await openAt(10, false);
    useTimeline().accept(message(13));
    await settled();
    expect(shown().at(-1)).toBe(10);
    const asked = await world.link.answer('history', { messages: messages(11, 13), more: false });
    expect(asked).toMatchObject({ room: 1, after: 10 });
    expect(shown()).toEqual(messages(1, 13).map((one) => one.seq));
  });

  it('fetches what was missed while the connection was down', async () => {
    await openAt(10, false);
    useRooms().replaceAll([room({ last_seq: 14 })]);
    useTimeline().catchUp();
    await settled();
    await world.link.answer('history', { messages: messages(11, 12), more: true });
    expect((await world.link.answer('history', { messages: messages(13, 14), more: false }))['after']).toBe(12);
    expect(shown()).toEqual(messages(1, 14).map((one) => one.seq));
    expect(world.link.waiting('history')).toBe(0);
  });

  it('starts again from the newest page when the gap is large', async () => {
    await openAt(10, false);
    useRooms().replaceAll([room({ last_seq: 900 })]);
    useTimeline().catchUp();
    await settled();
    const asked = await world.link.answer('history', { messages: messages(851, 900), more: true });
    expect(asked).toEqual({ room: 1, limit: 50 });
    expect(shown()).toEqual(messages(851, 900).map((one) => one.seq));
  });

  it('joins a room it does not know, and one that refuses strangers', async () => {
    useRooms().replaceAll([]);
    void useTimeline().open(1);
    await settled();
    await world.link.answer('room:join', { room: room({ last_seq: 1 }) });
    world.link.take('history').reject(new ChatError('forbidden'));
    await settled();
    await world.link.answer('room:join', { room: room({ last_seq: 1 }) });
    await world.link.answer('history', { messages: messages(1, 1), more: false });
    expect(shown()).toEqual([1]);
  });

  it('shows why a room did not open, and opens it after the connection is back', async () => {
    useRooms().replaceAll([room()]);
    void useTimeline().open(1);
    await settled();
    world.link.take('history').reject(new ChatError('unavailable'));
    await settled();
    expect(useTimeline().view(1).error?.code).toBe('unavailable');
    useTimeline().catchUp();
    await settled();
    await world.link.answer('history', { messages: messages(1, 2), more: false });
    expect(shown()).toEqual([1, 2]);
    expect(useTimeline().view(1).error).toBeNull();
  });
});
