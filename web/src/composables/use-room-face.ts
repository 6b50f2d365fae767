import type { Room } from '@/protocol';
import { usePeople } from '@/stores';

/** What a room looks like: a direct room has the name and the picture of the other people. */
export function useRoomFace() {
  const people = usePeople();

  function roomName(room: Room | null): string {
    if (!room) return '';
    if (room.kind !== 'direct' || room.people.length === 0) return room.name;
    return room.people.map((one) => people.current(one).name).join('、');
  }

  function roomFace(room: Room): { id: number; name: string; avatar: string; shape: 'circle' | 'tile' } {
    const [other, second] = room.people;
    if (room.kind === 'direct' && other && !second) return { id: other.id, name: people.current(other).name, avatar: people.current(other).avatar, shape: 'circle' };
    return { id: room.id, name: roomName(room), avatar: '', shape: 'tile' };
  }

  return { roomName, roomFace };
}
