import type { Me, Member, Message, Room } from '@/protocol';

/** What the page offers in a room at the server's time `now`. The server judges again; this only keeps buttons away that would be refused. */
export interface RoomRights {
  /** Why nothing can be written here now, or `null`. */
  readonly silence: 'archived' | 'read_only' | 'muted' | null;
  readonly moderates: boolean;
  readonly owns: boolean;
  readonly canPin: boolean;
  readonly canReact: boolean;
  /** Whether this person acts on a member: on those below, and owners on everybody else. */
  canManage(member: Pick<Member, 'id' | 'room_role'>): boolean;
  canEdit(message: Message): boolean;
  canDelete(message: Message): boolean;
}

export function rightsIn(room: Room | null, me: Pick<Me, 'id' | 'role'>, now: number): RoomRights {
  const open = room !== null && !room.archived;
  const isPublic = room?.kind === 'public';
  const owns = room !== null && (room.role === 'owner' || (isPublic && (me.role === 'owner' || me.role === 'admin')));
  const moderates = owns || (room !== null && (room.kind === 'direct' || room.role === 'moderator' || (isPublic && me.role === 'moderator')));
  const muted = room?.muted_until !== null && room?.muted_until !== undefined && Date.parse(room.muted_until) > now;
  const silence = room === null ? null : room.archived ? 'archived' : muted ? 'muted' : room.read_only && !moderates ? 'read_only' : null;
  const isText = (message: Message): boolean => message.kind !== 'system' && message.deleted === null;
  return {
    silence,
    moderates,
    owns,
    canPin: open && moderates,
    canReact: open && !muted,
    canManage: (member) => member.id !== me.id && (owns || (moderates && member.room_role === 'member')),
    canEdit: (message) => open && !muted && isText(message) && message.user.id === me.id,
    canDelete: (message) => open && isText(message) && (message.user.id === me.id || (moderates && room?.kind !== 'direct')),
  };
}
