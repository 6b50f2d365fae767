import type { Message } from '@/protocol';
import { wordsOf } from './marks';

interface Said {
  type: string;
  user?: { name?: unknown };
  name?: unknown;
  topic?: unknown;
}

const types = ['member_joined', 'member_left', 'member_kicked', 'room_renamed', 'topic_changed', 'room_archived', 'room_opened'] as const;
type SystemType = (typeof types)[number];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function read(json: string): Said | null {
  try {
    const value = JSON.parse(json) as Said | null;
    return value !== null && typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** What happened in the room, in the reader's language. `t` knows `system.<type>` with `{name}`, `{by}`, `{value}`. */
export function systemSentence(json: string, by: string, t: (key: string, values: Record<string, string>) => string): string {
  const said = read(json);
  const type = types.find((one) => one === said?.type) as SystemType | undefined;
  if (!said || !type) return '';
  return t(`system.${type}`, { name: text(said.user?.name) || by, by, value: text(said.name) || text(said.topic) });
}

/** What stands for a message without words in a list: the key of a text. */
export const attachmentText = (message: Message): string => (message.attachments.some((file) => file.kind === 'image') ? 'lobby.image' : 'lobby.file');

/** What a message says in a list: its words without marks. What somebody does has none. */
export const wordsOfMessage = ({ kind, text }: Pick<Message, 'kind' | 'text'>): string => (kind === 'action' ? text : wordsOf(text));
