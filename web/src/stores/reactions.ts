import type { Push, Reaction } from '@/protocol';

/** So many names are kept per reaction, as the server does. */
const namesKept = 20;

/** The reactions of a message after one more or one less. The server's count is the truth, the names are its first ones. */
export function withReaction(all: readonly Reaction[], push: Push<'reaction'>, mine: boolean): Reaction[] {
  const known = all.find((one) => one.emoji === push.emoji);
  if (push.count === 0) return all.filter((one) => one !== known);
  const others = (known?.users ?? []).filter((id) => id !== push.user);
  const users = push.added && others.length < namesKept ? [...others, push.user] : others;
  const fresh: Reaction = { emoji: push.emoji, count: push.count, users, mine: mine ? push.added : (known?.mine ?? false) };
  return known ? all.map((one) => (one === known ? fresh : one)) : [...all, fresh];
}
