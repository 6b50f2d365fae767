import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ChatError, type Message } from '@/protocol';
import { useOutbox, type OutgoingFile } from '@/stores';
import { newClientId } from '@/stores/outbox';
import { file, li, liAsUser, makeWorld, message, settled, signInAs, type World } from './support';

let world: World;
let delivered: Message[];
const uploads = vi.fn();

beforeEach(() => {
  uploads.mockReset();
  world = makeWorld({ uploadFile: uploads });
  signInAs(li);
  world.link.enter('online');
  delivered = [];
  useOutbox().onDelivered((one) => delivered.push(one));
});

const stored = (seq: number) => ({ id: 1000 + seq, seq, time: '2026-11-23T08:00:00Z' });
const image = (name: string): OutgoingFile => ({ kind: 'image', blob: new Blob(['x']), name, preview: `blob:${name}`, width: 10, height: 10, uploaded: null, progress: 0, upload: '' });

describe('outbox', () => {
  it('shows a message at once and hands it over when it is stored', async () => {
    useOutbox().send(1, 'hello', []);
    expect(useOutbox().of(1)).toMatchObject([{ text: 'hello', state: 'sending' }]);
    await settled();
    const sent = await world.link.answer('message:send', stored(5));
    expect(sent).toMatchObject({ room: 1, text: 'hello' });
    expect(useOutbox().of(1)).toEqual([]);
    expect(delivered).toMatchObject([{ seq: 5, text: 'hello', client_id: sent['client_id'], user: liAsUser }]);
  });

  it('sends one after the other, in the order of typing', async () => {
    for (const text of ['a', 'b', 'c']) useOutbox().send(1, text, []);
    await settled();
    const order: unknown[] = [];
    for (const seq of [1, 2, 3]) {
      expect(world.link.waiting('message:send')).toBe(1);
      order.push((await world.link.answer('message:send', stored(seq)))['text']);
    }
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('keeps waiting messages while the connection is down and sends them under the same client id', async () => {
    useOutbox().send(1, 'a', []);
    await settled();
    const first = world.link.calls[0]?.payload as unknown as { client_id: string };
    world.link.enter('waiting');
    await settled();
    useOutbox().send(1, 'b', []);
    expect(useOutbox().of(1).map((one) => one.state)).toEqual(['sending', 'sending']);
    world.link.enter('online');
    useOutbox().flush();
    await settled();
    const again = await world.link.answer('message:send', stored(1));
    expect(again).toMatchObject({ text: 'a', client_id: first.client_id });
    expect((await world.link.answer('message:send', stored(2)))['text']).toBe('b');
  });

  it('fails what the server refuses, goes on with the next, and retries under the same client id', async () => {
    useOutbox().send(1, 'a', []);
    useOutbox().send(1, 'b', []);
    await settled();
    const refused = world.link.take('message:send');
    refused.reject(new ChatError('forbidden'));
    await settled();
    await world.link.answer('message:send', stored(1));
    expect(useOutbox().of(1)).toMatchObject([{ text: 'a', state: 'failed', error: { code: 'forbidden' } }]);
    useOutbox().retry(1, String(refused.payload['client_id']));
    await settled();
    const again = await world.link.answer('message:send', stored(2));
    expect(again['client_id']).toBe(refused.payload['client_id']);
    expect(useOutbox().of(1)).toEqual([]);
  });

  it('waits when the server asks for patience, keeps the order, and gives up at last', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    useOutbox().send(1, 'a', []);
    useOutbox().send(1, 'b', []);
    await settled();
    world.link.take('message:send').reject(new ChatError('rate_limited'));
    await settled();
    expect(useOutbox().of(1).map((one) => one.state)).toEqual(['sending', 'sending']);
    expect(world.link.waiting('message:send')).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect((await world.link.answer('message:send', stored(1)))['text']).toBe('a');
    for (let tries = 1; tries <= 5; tries += 1) {
      world.link.take('message:send').reject(new ChatError('unavailable'));
      await vi.advanceTimersByTimeAsync(1000 * tries);
    }
    expect(useOutbox().of(1)).toMatchObject([{ text: 'b', state: 'failed', error: { code: 'unavailable' } }]);
    vi.useRealTimers();
  });

  it('waits for as long as the server says, but not for hours', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    useOutbox().send(1, 'a', []);
    await settled();
    world.link.take('message:send').reject(new ChatError('rate_limited', '', 7));
    await vi.advanceTimersByTimeAsync(6999);
    expect(world.link.waiting('message:send')).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    world.link.take('message:send').reject(new ChatError('rate_limited', '', 3600));
    await settled();
    expect(useOutbox().of(1)).toMatchObject([{ text: 'a', state: 'failed', error: { retryAfterSeconds: 3600 } }]);
    vi.useRealTimers();
  });

  it('forgets a message that came back although its acknowledgement was lost', async () => {
    useOutbox().send(1, 'a', []);
    await settled();
    const call = world.link.take('message:send');
    useOutbox().settle(message(9, { client_id: String(call.payload['client_id']), user: liAsUser }));
    expect(useOutbox().of(1)).toEqual([]);
    call.reject(new ChatError('timeout'));
    await settled();
    expect(useOutbox().of(1)).toEqual([]);
  });

  it('uploads each image once, also when sending is retried', async () => {
    uploads.mockResolvedValueOnce(file('f1')).mockResolvedValueOnce(file('f2'));
    useOutbox().send(1, '', [image('1.png'), image('2.png')]);
    await settled();
    const call = world.link.take('message:send');
    expect(call.payload['attachments']).toEqual(['f1', 'f2']);
    call.reject(new ChatError('forbidden'));
    await settled();
    useOutbox().retry(1, String(call.payload['client_id']));
    await settled();
    await world.link.answer('message:send', stored(1));
    expect(uploads).toHaveBeenCalledTimes(2);
    expect(delivered[0]?.attachments.map((one) => one.id)).toEqual(['f1', 'f2']);
    expect(useOutbox().previewOf('f1')).toBe('blob:1.png');
  });

  it('asks a new connection about a message that nobody answers, and fails it when no one ever does', async () => {
    useOutbox().send(1, 'a', []);
    await settled();
    const ids = new Set<unknown>();
    for (let time = 1; time <= 4; time += 1) {
      const call = world.link.take('message:send');
      ids.add(call.payload['client_id']);
      call.reject(new ChatError('timeout'));
      await settled();
      expect(world.link.log.filter((one) => one === 'renew')).toHaveLength(Math.min(time, 3));
      expect(useOutbox().of(1)[0]?.state).toBe(time === 4 ? 'failed' : 'sending');
      useOutbox().flush(); // The new connection is there.
      await settled();
    }
    expect(ids.size).toBe(1);
  });

  it('resumes an upload where it was cut, and drops it when the message is taken back', async () => {
    const dropped = vi.fn(() => Promise.resolve());
    world.api.dropUpload = dropped;
    uploads.mockImplementationOnce((_blob, _name, { onAnnounced }: { onAnnounced: (id: string) => void }) => {
      onAnnounced('up1');
      world.link.enter('waiting');
      return Promise.reject(new ChatError('offline'));
    });
    uploads.mockImplementation((_blob, _name, { signal }: { signal: AbortSignal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new ChatError('cancelled')))));
    useOutbox().send(1, '', [image('1.png')]);
    await settled();
    expect(useOutbox().of(1)).toMatchObject([{ state: 'sending', files: [{ upload: 'up1' }] }]);
    world.link.enter('online');
    useOutbox().flush();
    await settled();
    expect(uploads.mock.calls[1]?.[2]).toMatchObject({ resume: 'up1' });
    useOutbox().discard(1, useOutbox().of(1)[0]?.clientId ?? '');
    await settled();
    expect(useOutbox().of(1)).toEqual([]);
    expect(dropped).toHaveBeenCalledWith('up1');
  });

  it('fails a message whose image is refused, without sending it', async () => {
    uploads.mockRejectedValueOnce(new ChatError('unsupported'));
    useOutbox().send(1, 'look', [image('1.png')]);
    await settled();
    expect(useOutbox().of(1)).toMatchObject([{ state: 'failed', error: { code: 'unsupported' } }]);
    expect(world.link.waiting('message:send')).toBe(0);
  });

  it('gives up on an upload that gets lost again and again', async () => {
    uploads.mockRejectedValue(new ChatError('offline'));
    useOutbox().send(1, '', [image('1.png')]);
    for (let time = 0; time < 6; time += 1) {
      await settled();
      useOutbox().flush(); // The connection is a new one.
    }
    expect(useOutbox().of(1)).toMatchObject([{ state: 'failed', error: { code: 'offline' } }]);
    expect(uploads.mock.calls.length).toBeGreaterThan(1);
  });

  it('sends an answer without its quote when that is refused, under the same client id', async () => {
    const quote = { seq: 4, user: liAsUser, text: 'gone', deleted: false };
    useOutbox().send(1, 'a', [], { replyTo: quote });
    await settled();
    const refused = world.link.take('message:send');
    expect(refused.payload).toMatchObject({ reply_to: 4 });
    refused.reject(new ChatError('invalid'));
    await settled();
    expect(useOutbox().failed).toMatchObject([{ text: 'a', replyTo: quote }]);
    useOutbox().retry(1, String(refused.payload['client_id']), { replyTo: null });
    await settled();
    const again = await world.link.answer('message:send', stored(1));
    expect(again['client_id']).toBe(refused.payload['client_id']);
    expect(again).not.toHaveProperty('reply_to');
    expect(delivered).toMatchObject([{ text: 'a', reply_to: null }]);
  });

  it('gives back what was refused, with its files, and does not upload them again', async () => {
    uploads.mockResolvedValue(file('f1'));
    useOutbox().send(1, 'a', [image('a')]);
    await settled();
    const refused = world.link.take('message:send');
    refused.reject(new ChatError('blocked_word'));
    await settled();
    const back = useOutbox().takeBack(1, String(refused.payload['client_id']));
    expect(back).toMatchObject({ text: 'a', files: [{ name: 'a', preview: 'blob:a' }] });
    expect(useOutbox().of(1)).toEqual([]);
    useOutbox().send(1, 'b', back?.files ?? []);
    await settled();
    expect(await world.link.answer('message:send', stored(1))).toMatchObject({ text: 'b', attachments: ['f1'] });
    expect(uploads).toHaveBeenCalledTimes(1);
  });

  it('gives every message an id of its own within the contract', () => {
    const ids = new Set(Array.from({ length: 1000 }, newClientId));
    expect(ids.size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });
});
