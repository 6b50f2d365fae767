import { beforeEach, describe, expect, it } from 'vitest';
import { ChatError, type Message } from '@/protocol';
import { useRooms, useTimeline } from '@/stores';
import { makeWorld, message, messages, patch, room, settled, type World } from './support';

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
  await world.link.answer('history', { messages: messages(Math.max(1, to - 49), to), more, more_after: false, version: 1 });
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

  it('is asked beside the rooms at a first visit, and again when a change or the first unread one is not in it', async () => {
    let asked = 0;
    useTimeline().onHole(() => (asked += 1));
    void useTimeline().open(1);
    await settled();
    useRooms().replaceAll([room({ last_seq: 90, last_read: 20, version: 4 })]);
    useTimeline().catchUp([]);
    expect(await world.link.answer('history', { messages: messages(41, 90), more: true, more_after: false, version: 3 })).toMatchObject({ limit: 50 });
    expect(await world.link.answer('history', { messages: messages(11, 90), more: true, more_after: false, version: 3 })).toMatchObject({ limit: 80 });
    expect(shown()[0]).toBe(11);
    expect(asked).toBe(1);
  });

  it('fetches enough to show where the unread ones begin', async () => {
    useRooms().replaceAll([room({ last_seq: 90, last_read: 20 })]);
    void useTimeline().open(1);
    await settled();
    expect(world.link.take('history').payload).toEqual({ room: 1, limit: 80 });
  });

  it.each([
    [91, 100],
    [100, 100],
    [101, 50],
  ])('with %i unread ones asks for %i: for more only if a page reaches to the first of them', async (unread, limit) => {
    useRooms().replaceAll([room({ last_seq: 500, last_read: 500 - unread })]);
    void useTimeline().open(1);
    await settled();
    expect(world.link.take('history').payload).toEqual({ room: 1, limit });
  });

  it('loads older messages in front, one request at a time', async () => {
    await openAt(100);
    void useTimeline().loadOlder(1);
    void useTimeline().loadOlder(1);
    await settled();
    expect(world.link.waiting('history')).toBe(1);
    const asked = await world.link.answer('history', { messages: messages(1, 50), more: false, more_after: false });
    expect(asked).toEqual({ room: 1, before: 51, limit: 50 });
    expect(shown()).toEqual(messages(1, 100).map((one) => one.seq));
    void useTimeline().loadOlder(1);
    await settled();
    expect(world.link.waiting('history')).toBe(0);
  });

  it('finds where a day begins', async () => {
    await openAt(10, false);
    const at = (seq: number): Date => new Date(message(seq).time);
    const ask = async (time: Date, page: ReturnType<typeof messages>): Promise<number> => {
      const found = useTimeline().seqAt(1, time);
      await settled();
      expect((await world.link.answer('history', { messages: page, more: false, more_after: false }))['at']).toBe(time.toISOString());
      return found;
    };
    expect(await ask(at(5), messages(3, 7))).toBe(5);
    expect(await ask(at(20), messages(3, 7))).toBe(7);
    expect(await ask(at(5), [])).toBe(0);
    expect(await ask(at(4), [message(3), message(4, { thread: 3 }), message(5)])).toBe(5);
  });

  it('fills a hole by asking for what follows the last complete number', async () => {
    await openAt(10, false);
    useTimeline().accept(message(13));
    await settled();
    expect(shown().at(-1)).toBe(10);
    expect(useTimeline().lastGap).toMatchObject({ room: 1, from: 11, to: 13, closed: null });
    const asked = await world.link.answer('history', { messages: messages(11, 13), more: false, more_after: false });
    expect(useTimeline().lastGap?.closed).not.toBeNull();
    expect(useTimeline().knownTo(1)).toBe(13);
    expect(asked).toMatchObject({ room: 1, after: 10 });
    expect(shown()).toEqual(messages(1, 13).map((one) => one.seq));
  });

  it('fetches what was missed while the connection was down', async () => {
    await openAt(10, false);
    useRooms().replaceAll([room({ last_seq: 14 })]);
    useTimeline().catchUp([patch({ messages: [] })]);
    await settled();
    await world.link.answer('history', { messages: messages(11, 12), more: true });
    expect((await world.link.answer('history', { messages: messages(13, 14), more: false, more_after: false }))['after']).toBe(12);
    expect(shown()).toEqual(messages(1, 14).map((one) => one.seq));
    expect(world.link.waiting('history')).toBe(0);
  });

  it('starts again from the newest page when the gap is large', async () => {
    await openAt(10, false);
    useRooms().replaceAll([room({ last_seq: 900 })]);
    useTimeline().catchUp([patch({})]);
    await settled();
    const asked = await world.link.answer('history', { messages: messages(851, 900), more: true });
    expect(asked).toEqual({ room: 1, limit: 50 });
    expect(shown()).toEqual(messages(851, 900).map((one) => one.seq));
  });

  it('shows why a room did not open, and opens it after the connection is back', async () => {
    useRooms().replaceAll([room()]);
    void useTimeline().open(1);
    await settled();
    world.link.take('history').reject(new ChatError('unavailable'));
    await settled();
    expect(useTimeline().view(1).error?.code).toBe('unavailable');
    useTimeline().catchUp([]);
    await settled();
    await world.link.answer('history', { messages: messages(1, 2), more: false, more_after: false });
    expect(shown()).toEqual([1, 2]);
    expect(useTimeline().view(1).error).toBeNull();
  });

  describe('changes', () => {
    const edit = (seq: number, version: number, text: string) => ({ seq, version, apply: (one: Message) => ({ ...one, text }) });
    const textOf = (seq: number): string | undefined => useTimeline().find(1, seq)?.text;
    let asked: number;
    beforeEach(async () => {
      await openAt(10, false);
      asked = 0;
      useTimeline().onHole(() => (asked += 1));
    });

    it('are applied once, in order', () => {
      useTimeline().change(1, edit(3, 2, 'new'));
      useTimeline().change(1, edit(3, 2, 'again'));
      expect(textOf(3)).toBe('new');
      expect(asked).toBe(0);
    });

    it('wait behind a hole until the state brings what is missing', () => {
      useTimeline().change(1, edit(4, 4, 'four'));
      expect(asked).toBe(1);
      expect(textOf(4)).toBe('m4');
      useRooms().replaceAll([room({ last_seq: 10, version: 3 })]);
      useTimeline().catchUp([patch({ changed: [message(3, { version: 3, text: 'three' })] })]);
      expect([textOf(3), textOf(4)]).toEqual(['three', 'four']);
      expect(useTimeline().held()).toEqual([{ room: 1, seq: 10, version: 4 }]);
    });

    it('do not undo a newer form that the state brought', () => {
      useRooms().replaceAll([room({ last_seq: 10, version: 5 })]);
      useTimeline().catchUp([patch({ changed: [message(3, { version: 5, text: 'newest' })] })]);
      useTimeline().change(1, edit(3, 4, 'older'));
      expect(textOf(3)).toBe('newest');
    });

    it('start the room again when the patch says so', () => {
      useRooms().replaceAll([room({ last_seq: 400, version: 90 })]);
      useTimeline().catchUp([patch({ fresh: true, more: true, messages: messages(351, 400) })]);
      expect(shown()).toEqual(messages(351, 400).map((one) => one.seq));
      expect(useTimeline().held()).toEqual([{ room: 1, seq: 400, version: 90 }]);
    });

    it('forget a room that is not ours any more', () => {
      useRooms().replaceAll([]);
      useTimeline().catchUp([]);
      expect(useTimeline().held()).toEqual([]);
    });
  });

  it('shows the past around a number and meets the newest messages again', async () => {
    await openAt(200);
    void useTimeline().reveal(1, 40);
    await settled();
    expect(await world.link.answer('history', { messages: messages(15, 64), more: true, more_after: true })).toMatchObject({ around: 40 });
    expect(shown().at(-1)).toBe(64);
    expect(useTimeline().view(1).newer).toBe(true);
    useTimeline().accept(message(201));
    expect(shown().at(-1)).toBe(64);
    void useTimeline().loadNewer(1);
    await settled();
    await world.link.answer('history', { messages: messages(65, 150), more: true, more_after: false });
    expect(shown()).toEqual(messages(15, 201).map((one) => one.seq));
    expect(useTimeline().view(1).newer).toBe(false);
  });

  it('goes from the past back to the newest at once', async () => {
    await openAt(200);
    void useTimeline().reveal(1, 40);
    await settled();
    await world.link.answer('history', { messages: messages(15, 64), more: true, more_after: true });
    useTimeline().leavePast(1);
    expect(shown().at(-1)).toBe(200);
  });
});
