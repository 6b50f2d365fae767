import type { Presence, Room } from '@/protocol';
import { partnerOf, usePeople, type GoneRoom } from '@/stores';
import type { Place } from './use-places';

/** What is said to who is in a room no more, as keys of texts. */
export const outSaid: Record<GoneRoom['reason'], string> = { kicked: 'room.outKicked', banned: 'room.outBanned', missing: 'room.outMissing', left: 'room.outMissing' };

/** What a room looks like: a direct room has the name and the picture of the other people. */
export function useRoomFace() {
  const people = usePeople();

  function roomName(room: Room | null): string {
    if (!room) return '';
    if (room.kind !== 'direct' || room.people.length === 0) return room.name;
    return room.people.map((one) => people.current(one).name).join('、');
  }

  function roomFace(room: Room): { id: number; name: string; avatar: string; shape: 'circle' | 'tile' } {
    const other = partnerOf(room);
    if (other) return { id: other.id, name: people.current(other).name, avatar: people.current(other).avatar, shape: 'circle' };
    return { id: room.id, name: roomName(room), avatar: '', shape: 'tile' };
  }

  /** How the other one is, in a direct room of two, as far as it is known. */
  function roomPresence(room: Room): Presence | undefined {
    const other = partnerOf(room);
    return other ? people.presenceOf(other.id) : undefined;
  }

  function placeFace(place: Place): ReturnType<typeof roomFace> {
    if (place.kind === 'person') return { id: place.user.id, name: place.name, avatar: place.user.avatar, shape: 'circle' };
    return 'people' in place.room ? roomFace(place.room) : { id: place.room.id, name: place.name, avatar: '', shape: 'tile' };
  }

  return { roomName, roomFace, roomPresence, placeFace };
}
