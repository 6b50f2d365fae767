import { inject, type InjectionKey } from 'vue';
import type { Net } from '@/net';

/** Given to the application at start, or to a test. */
export const netKey: InjectionKey<Net> = Symbol('net');

/** The connection of this application, for the setup of a store. */
export function useNet(): Net {
  const net = inject(netKey);
  if (!net) throw new Error('the application was made without a connection (netKey)');
  return net;
}
