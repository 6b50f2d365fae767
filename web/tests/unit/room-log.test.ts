import { describe, expect, it } from 'vitest';
import { RoomLog } from '@/stores/room-log';
import { message, messages } from './support';

const seqs = (log: RoomLog): number[] => log.messages.map((one) => one.seq);
const range = (from: number, to: number): number[] => messages(from, to).map((one) => one.seq);

function loaded(from: number, to: number, more = true): RoomLog {
  const log = new RoomLog();
  log.reset(messages(from, to), more);
  return log;
}

describe('RoomLog', () => {
  it('takes the next message', () => {
    const log = loaded(1, 3);
    expect(log.accept(message(4))).toBe('added');
    expect(seqs(log)).toEqual([1, 2, 3, 4]);
  });

  it('knows a message that is already there', () => {
    const log = loaded(1, 3);
    expect(log.accept(message(3))).toBe('known');
    expect(log.accept(message(4))).toBe('added');
    expect(log.accept(message(4))).toBe('known');
    expect(seqs(log)).toEqual([1, 2, 3, 4]);
  });

  it('holds a message after a hole back until the hole is filled', () => {
    const log = loaded(1, 3);
    expect(log.accept(message(6))).toBe('hole');
    expect(log.accept(message(5))).toBe('hole');
    expect(seqs(log)).toEqual([1, 2, 3]);
    expect(log.newest).toBe(6);
    expect(log.accept(message(4))).toBe('added');
    expect(seqs(log)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('fills a hole from a page that overlaps what came early', () => {
    const log = loaded(1, 3);
    log.accept(message(7));
    log.append(messages(4, 7), false, 7);
    expect(seqs(log)).toEqual(range(1, 7));
    expect(log.accept(message(7))).toBe('known');
  });

  it('loses nothing when a page was read before a message that is still on its way', () => {
    const log = loaded(1, 3);
    log.accept(message(5)); // A hole at 4; the page is asked for knowing of 5 only.
    log.accept(message(7)); // Acknowledged meanwhile; 6 is on its way.
    log.append(messages(4, 5), false, 5);
    expect(seqs(log)).toEqual(range(1, 5));
    expect(log.accept(message(6))).toBe('added');
    expect(seqs(log)).toEqual(range(1, 7));
  });

  it('passes numbers that the server does not have any more', () => {
    const log = loaded(1, 3);
    log.accept(message(6));
    log.append([message(6)], false, 6);
    expect(seqs(log)).toEqual([1, 2, 3, 6]);
    expect(log.accept(message(7))).toBe('added');
  });

  it('prepends only what is older than its first message', () => {
    const log = loaded(51, 60);
    log.prepend(messages(45, 52), false);
    expect(seqs(log)).toEqual(range(45, 60));
    expect(log.older).toBe('none');
  });

  it('starts an empty room at its first message', () => {
    const log = new RoomLog();
    log.reset([], false);
    expect(log.accept(message(1))).toBe('added');
  });

  it('forgets the far past and says that there is more', () => {
    const log = loaded(1, 100, false);
    expect(log.trim(30)).toBe(true);
    expect(seqs(log)).toEqual(range(71, 100));
    expect(log.older).toBe('more');
    expect(log.trim(30)).toBe(false);
  });

  it('ends in the same state for every order of delivery', () => {
    let seed = 1;
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    for (let round = 0; round < 300; round += 1) {
      const log = loaded(1, 5);
      const pool = messages(6, 20).flatMap((one) => (random(3) === 0 ? [one, one] : [one]));
      while (pool.length > 0) {
        log.accept(pool.splice(random(pool.length), 1)[0] as never);
        if (random(6) === 0) {
          const goal = log.newest;
          log.append(messages(log.tail + 1, goal), false, goal);
        }
        expect(seqs(log)).toEqual(range(1, log.tail));
      }
      expect(seqs(log)).toEqual(range(1, 20));
    }
  });
});
