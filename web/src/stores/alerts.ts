import { defineStore } from 'pinia';
import type { Me, Message, NotifyLevel, Room } from '@/protocol';
import { useConnection } from './connection';
import { useNet } from './net';
import { usePeople } from './people';
import type { AlertSound } from './preferences';
import { useRooms } from './rooms';
import { useSession } from './session';

/** A message that its reader is told of. */
export interface Alert {
  readonly message: Message;
  readonly room: Room;
  /** It names its reader, or stands in a direct room. Else it is told because the room's level is `all`. */
  readonly personal: boolean;
}

/** How a page tells it. */
export type Outlet = 'toast' | 'popup' | 'sound';

/** What its person has of a page before them. */
export interface Outlook {
  readonly visible: boolean;
  readonly focused: boolean;
  /** The room that the page is at. */
  readonly room: number | null;
  readonly wide: boolean;
}

/** What looks at the room tells nothing; what is hidden tells it outside of the page. */
export function outletsOf({ room, personal }: Alert, { visible, focused, room: at, wide }: Outlook, sound: AlertSound): readonly Outlet[] {
  if (visible && focused && at === room.id) return [];
  const outlets: Outlet[] = [];
  if (visible && wide && personal && at !== room.id) outlets.push('toast');
  if (!visible) outlets.push('popup');
  if (sound === 'all' || (sound === 'personal' && personal)) outlets.push('sound');
  return outlets;
}

/** What a clock on the wall of `zone` shows, in minutes after midnight; that of UTC when there is none of this name. */
function minuteOfDay(zone: string, now: Date): number {
  try {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone || 'UTC', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' }).formatToParts(now);
    const of = (type: 'hour' | 'minute'): number => Number(parts.find((part) => part.type === type)?.value);
    return of('hour') * 60 + of('minute');
  } catch {
    return minuteOfDay('', now);
  }
}

/** Whether nothing is to disturb somebody at `now`: they say so, or their quiet hours are. The server decides alike of pushes. */
export function isCalm({ presence, quiet_hours: hours, time_zone }: Pick<Me, 'presence' | 'quiet_hours' | 'time_zone'>, now: Date): boolean {
  if (presence === 'dnd') return true;
  if (!hours) return false;
  const minute = minuteOfDay(time_zone, now);
  return hours.from < hours.to ? minute >= hours.from && minute < hours.to : minute >= hours.from || minute < hours.to;
}

const notifies = (level: NotifyLevel, mentioned: boolean): boolean => level === 'all' || (level === 'mentions' && mentioned);

/**
 * How long a message waits until it is told: its mention comes as an event of its own, and it may be read meanwhile. The page that its person
 * looks at decides first, one that is seen beside it next, a hidden one last: by then it is read, or told already.
 */
const settleMs = { focused: 250, visible: 500, hidden: 1000 };
/** More at once are a flood, and not told one by one. */
const mostWaiting = 100;

function settleTime(): number {
  if (document.visibilityState !== 'visible') return settleMs.hidden;
  return document.hasFocus() ? settleMs.focused : settleMs.visible;
}

interface Waiting {
  message: Message | null;
  mentioned: boolean;
}

/** What of that which arrives is worth telling at once. Loaded after the page: nothing before it was there to be told. */
export const useAlerts = defineStore('alerts', () => {
  const { link } = useNet();
  const session = useSession();
  const connection = useConnection();
  const people = usePeople();
  const rooms = useRooms();
  const waiting = new Map<string, Waiting>();
  const listeners = new Set<(alert: Alert) => void>();

  function decide({ message, mentioned }: Waiting): void {
    const room = message && rooms.byId.get(message.room);
    if (!message || !room || !session.me || message.seq <= room.last_read || people.blocked.has(message.user.id)) return;
    if (!notifies(room.notify, mentioned) || isCalm(session.me, new Date())) return;
    listeners.forEach((tell) => tell({ message, room, personal: mentioned || room.kind === 'direct' }));
  }

  const keyOf = (room: number, seq: number): string => `${room}:${seq}`;

  /** What is known of a message that has just come, or whose mention has. Of what comes while the page catches up, nothing is told. */
  function note(room: number, seq: number, news: Partial<Waiting>): void {
    const key = keyOf(room, seq);
    const known = waiting.get(key);
    if (known) Object.assign(known, news);
    if (known || !connection.isCurrent || waiting.size >= mostWaiting) return;
    const fresh: Waiting = { message: null, mentioned: false, ...news };
    waiting.set(key, fresh);
    setTimeout(() => waiting.delete(key) && decide(fresh), settleTime());
  }

  link.on('message', (message) => {
    if (message.kind !== 'system' && message.user.id !== session.me?.id) note(message.room, message.seq, { message });
  });
  link.on('mention', ({ room, seq }) => note(room, seq, { mentioned: true }));
  link.on('message:deleted', ({ room, seq }) => waiting.delete(keyOf(room, seq)));

  /** Calls `tell` with each until what is returned is called. */
  function onAlert(tell: (alert: Alert) => void): () => void {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }

  return { onAlert };
});
