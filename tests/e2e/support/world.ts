import { png } from '../../../web/dev/png.mjs';
import { Account } from './account';
import type { ChatServer } from './server';
import { worldTexts, type WorldTexts } from './world-texts';

/** A server with people in it who know each other, seen by its owner. */
export interface World {
  readonly owner: Account;
  readonly people: readonly Account[];
  readonly texts: WorldTexts;
  /** Ids of rooms, and of messages in the lobby by what they are. */
  readonly rooms: { readonly lobby: number; readonly second: number; readonly direct: number; readonly more: readonly number[] };
  readonly seqs: { readonly plan: number; readonly edited: number; readonly thread: number };
  readonly invite: string;
  close(): void;
}

const roomOf = (answer: Record<string, unknown>): number => (answer['room'] as { id: number }).id;

/** Fills a fresh server: rooms with a past, images, reactions, an answer, a thread, pins, saved, a mention, a report, an unread room. */
export async function buildWorld(server: ChatServer, language: 'zh-CN' | 'en'): Promise<World> {
  const texts = worldTexts[language];
  const owner = await Account.owner(server.url, server.output, texts.owner, texts.server);
  const people = await Promise.all(texts.people.map((name, n) => Account.register(server.url, name, `${['li', 'zhang', 'ann', 'wang'][n]}@example.com`)));
  const [li, zhang, ann, wang] = people as [Account, Account, Account, Account];
  const everybody = [owner, ...people];
  const [lobby, second] = [1, 2];
  for (const one of everybody) for (const room of [lobby, second]) await one.ask('room:join', { room });
  await owner.ask('room:update', { room: lobby, ...texts.lobby });
  await owner.ask('room:update', { room: second, ...texts.second });
  await li.setAvatar(png(256, 256, 0.9));
  await wang.setAvatar(png(256, 256, 0.35));
  await zhang.rest('PATCH', '/api/v1/me', { status: texts.status });

  const more: number[] = [];
  for (const { name, topic, kind, last } of texts.rooms) {
    const room = roomOf(await owner.ask('room:create', { name, topic, kind }));
    more.push(room);
    if (kind === 'public') for (const one of [zhang, ann]) await one.ask('room:join', { room });
    else await owner.ask('room:invite', { room, users: [zhang.me.id, ann.me.id] });
    await zhang.say(room, last);
    await owner.ask('read', { room, seq: 50 });
  }

  const { talk } = texts;
  const plan = await zhang.say(lobby, talk.plan);
  const answer = await ann.say(lobby, talk.answer, { reply_to: plan });
  await zhang.say(lobby, talk.details);
  await owner.say(lobby, talk.link);
  const photos = await wang.say(lobby, talk.photos, { attachments: [await wang.upload(png(960, 600, 0.1), 'hills.png')] });
  await ann.say(lobby, '', { attachments: [await ann.upload(png(480, 480, 0.3), 'a.png'), await ann.upload(png(480, 480, 0.6), 'b.png'), await ann.upload(png(480, 480, 0.9), 'c.png')] });
  await li.say(lobby, talk.praise);
  const thread = await li.say(lobby, talk.thread[0]);
  await wang.say(lobby, talk.thread[1], { thread });
  const wrong = await wang.say(lobby, talk.deleted);
  await wang.ask('message:delete', { room: lobby, seq: wrong });
  await zhang.say(lobby, talk.mention);
  const edited = await owner.say(lobby, talk.own);
  await owner.ask('message:edit', { room: lobby, seq: edited, text: talk.ownEdited });
  await ann.say(lobby, talk.last);
  for (const [who, seq, emoji] of [
    [li, plan, '👍'],
    [wang, plan, '👍'],
    [owner, plan, '❤️'],
    [owner, photos, '😍'],
    [li, photos, '😍'],
    [zhang, edited, '🎉'],
  ] as const) await who.ask('reaction:add', { room: lobby, seq, emoji });
  for (const seq of [plan, photos]) await owner.ask('pin:add', { room: lobby, seq });
  for (const seq of [answer, photos]) await owner.ask('save:add', { room: lobby, seq });
  await ann.ask('message:report', { room: lobby, seq: edited, reason: texts.report });

  const direct = roomOf(await li.ask('room:direct', { users: [owner.me.id] }));
  await li.say(direct, texts.direct[0]);
  await owner.say(direct, texts.direct[1]);
  await owner.ask('read', { room: lobby, seq: edited + 10 });
  for (const [index, text] of texts.unread.entries()) await (index % 2 === 0 ? zhang : li).say(second, text);

  const invite = String((await owner.rest('POST', '/api/v1/invites', { room: more[0], expires_in: 86_400 }))['code']);
  return { owner, people, texts, rooms: { lobby, second, direct, more }, seqs: { plan, edited, thread }, invite, close: () => everybody.forEach((one) => one.close()) };
}
