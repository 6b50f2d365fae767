import { useDebounceFn } from '@vueuse/core';
import { computed, ref, shallowRef, type Ref } from 'vue';
import type { rest, User } from '@/protocol';
import { useMembers, useMessages, usePeople } from '@/stores';
import { crowdNames } from './rich-text';

/** What the word before the caret may become. */
export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly insert: string;
  readonly user: User | null;
  readonly emoji: string | null;
  /** Of a command: what may follow it, and what it does. */
  readonly takes?: string;
  readonly says?: string;
}

interface Token {
  readonly kind: '@' | ':' | '/';
  readonly from: number;
  readonly query: string;
}

const shownMax = 8;
const queryMax = 24;
const askAfterMs = 150;

/** The `@name`, `:emoji` or `/command` that is being typed at the caret. A command is all there is before it; `@` needs no space before it, `:` does: times have colons. */
export function tokenAt(text: string, caret: number): Token | null {
  const before = text.slice(0, caret);
  const command = /^[/／]([^\s/／]{0,32})$/.exec(before);
  if (command?.[1] !== undefined) return { kind: '/', from: 0, query: command[1] };
  const emoji = /(?:^|\s):([a-z0-9_+\u4e00-\u9fff-]{1,20})$/i.exec(before);
  if (emoji?.[1] !== undefined) return { kind: ':', from: caret - emoji[1].length - 1, query: emoji[1] };
  const at = before.lastIndexOf('@');
  if (at < 0) return null;
  const query = before.slice(at + 1);
  if (query.length > queryMax || /\s|@/.test(query)) return null;
  // An address of e-mail is no mention.
  if (/[a-z0-9._-]$/i.test(before.slice(0, at)) && query !== '') return null;
  return { kind: '@', from: at, query };
}

/** The commands that one of their names may become what was typed, exactly named ones first. */
export function commandsLike(all: readonly rest.SlashCommand[], typed: string): Suggestion[] {
  const query = typed.toLowerCase();
  const found = all.flatMap(({ names, arguments: takes, says }) => {
    const name = names.find((one) => one.startsWith(query));
    return name === undefined ? [] : [{ key: `/${name}`, label: `/${name}`, insert: `/${name} `, user: null, emoji: null, takes, says }];
  });
  const exact = `/${query}`;
  return found.sort((a, b) => Number(b.key === exact) - Number(a.key === exact));
}

/** A menu of people, emoji and commands for the word at the caret. `room`: whose people and commands; null offers emoji only. */
export function useSuggestions(room: Ref<number | null>) {
  const members = useMembers();
  const people = usePeople();
  const messages = useMessages();
  const token = shallowRef<Token | null>(null);
  const found = shallowRef<readonly User[]>([]);
  const emojiFound = shallowRef<readonly { emoji: string; name: string }[]>([]);
  const commands = shallowRef<readonly rest.SlashCommand[]>([]);
  const chosen = ref(0);
  let dismissed = '';

  const askServer = useDebounceFn(async (id: number, query: string) => {
    try {
      found.value = await members.search(id, query);
    } catch {
      found.value = []; // Who is known here is offered anyway.
    }
  }, askAfterMs);

  /** Asked whenever a command begins: what somebody may do here changes. */
  async function askCommands(id: number): Promise<void> {
    try {
      const now = await messages.commands(id);
      if (room.value === id) commands.value = now;
    } catch {
      // Those of before are offered, if there are any; the server says what it does not know.
    }
  }

  async function findEmoji(query: string): Promise<void> {
    const { emojiNamed } = await import('./emoji-names');
    emojiFound.value = emojiNamed(query, shownMax);
  }

  const list = computed<Suggestion[]>(() => {
    const now = token.value;
    if (!now) return [];
    if (now.kind === '/') return commandsLike(commands.value, now.query);
    if (now.kind === ':') return emojiFound.value.map(({ emoji, name }) => ({ key: name, label: `:${name}:`, insert: `${emoji} `, user: null, emoji }));
    const query = now.query.toLowerCase();
    const known = room.value === null ? [] : members.of(room.value).members.filter((one) => one.name.toLowerCase().includes(query));
    const users = new Map<number, User>();
    for (const one of [...known, ...found.value]) users.set(one.id, people.current(one));
    const crowd = crowdNames.filter((name) => query !== '' && name.startsWith(query)).slice(0, 2);
    return [
      ...[...users.values()].slice(0, shownMax).map((user) => ({ key: `u${user.id}`, label: user.name, insert: `@${user.name} `, user, emoji: null })),
      ...crowd.map((name) => ({ key: name, label: `@${name}`, insert: `@${name} `, user: null, emoji: null })),
    ];
  });

  const isOpen = computed(() => list.value.length > 0);
  /** The command is written out: there is nothing to choose any more. */
  const isWhole = computed(() => token.value?.kind === '/' && list.value[0]?.label === `/${token.value.query.toLowerCase()}`);

  function look(text: string, caret: number): void {
    const now = tokenAt(text, caret);
    if (now && `${now.kind}${now.from}` === dismissed) return;
    dismissed = '';
    if (now?.kind === '/' && token.value?.kind !== '/' && room.value !== null) void askCommands(room.value);
    if (now?.query !== token.value?.query) chosen.value = 0;
    token.value = now;
    if (now?.kind === '@' && room.value !== null) void askServer(room.value, now.query);
    if (now?.kind === ':') void findEmoji(now.query);
  }

  function move(step: number): void {
    chosen.value = (chosen.value + step + list.value.length) % list.value.length;
  }

  /** Not this word: the menu stays away until another one begins. */
  function dismiss(): void {
    dismissed = token.value ? `${token.value.kind}${token.value.from}` : '';
    token.value = null;
  }

  function close(): void {
    token.value = null;
    found.value = [];
  }

  return { token, list, isOpen, isWhole, chosen, look, move, dismiss, close };
}
