import { useDebounceFn } from '@vueuse/core';
import { computed, shallowRef, watch, type Ref } from 'vue';
import type { PublicRoom, Room, User } from '@/protocol';
import { usePeople, useRooms, useSession } from '@/stores';
import { useRoomFace } from './use-room-face';

/** Where one can go: a room, or the direct room with somebody. */
export type Place = { readonly key: string; readonly name: string } & ({ readonly kind: 'room'; readonly room: Room | PublicRoom; readonly isMember: boolean } | { readonly kind: 'person'; readonly user: User });

const askAfterMs = 200;

interface Found {
  readonly own: ReadonlySet<number>;
  readonly rooms: readonly PublicRoom[];
  readonly people: readonly User[];
}

const none: Found = { own: new Set(), rooms: [], people: [] };

const valueOf = <T>(settled: PromiseSettledResult<T>): T | undefined => (settled.status === 'fulfilled' ? settled.value : undefined);

/** Rooms of this person, the newest first, then public rooms and people: by name at once, by pinyin and initials when the server has answered. */
export function usePlaces(words: Ref<string>, max: number) {
  const rooms = useRooms();
  const people = usePeople();
  const session = useSession();
  const { roomName } = useRoomFace();
  const found = shallowRef(none);

  const ask = useDebounceFn(async () => {
    const q = words.value.trim();
    if (q === '') return;
    const [own, publicRooms, persons] = await Promise.allSettled([rooms.findOwn(q), rooms.directory({ q, limit: max }), people.search(q, max)]);
    if (q !== words.value.trim()) return; // Something else is wanted meanwhile.
    found.value = { own: new Set(valueOf(own)?.map((room) => room.id)), rooms: valueOf(publicRooms)?.rooms ?? [], people: valueOf(persons) ?? [] };
  }, askAfterMs);
  watch(
    words,
    () => {
      found.value = none;
      void ask();
    },
    { immediate: true },
  );

  const places = computed<Place[]>(() => {
    const wanted = words.value.trim().toLowerCase();
    const mine = rooms.list.filter((room) => wanted === '' || roomName(room).toLowerCase().includes(wanted) || found.value.own.has(room.id));
    const others = found.value.rooms.filter((room) => !rooms.byId.has(room.id));
    // Whose direct room is in the list already is not offered twice.
    const isListed = (user: User): boolean => mine.some((room) => room.kind === 'direct' && room.people.length === 1 && room.people[0]?.id === user.id);
    const persons = found.value.people.filter((user) => user.id !== session.me?.id && !isListed(user));
    return [
      ...mine.map((room): Place => ({ kind: 'room', key: `room-${room.id}`, name: roomName(room), room, isMember: true })).slice(0, max),
      ...persons.map((user): Place => ({ kind: 'person', key: `person-${user.id}`, name: user.name, user })),
      ...others.map((room): Place => ({ kind: 'room', key: `room-${room.id}`, name: room.name, room, isMember: false })),
    ];
  });
  return places;
}
