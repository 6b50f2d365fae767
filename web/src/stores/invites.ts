import { defineStore } from 'pinia';
import type { rest } from '@/protocol';
import type { InviteWish } from '@/net';
import { useNet } from './net';

/** Ways in for others: to the server, or into one room. */
export const useInvites = defineStore('invites', () => {
  const { api } = useNet();
  const create = (wish: InviteWish): Promise<rest.Invite> => api.createInvite(wish);
  const list = (): Promise<rest.Invite[]> => api.invites();
  const revoke = (id: string): Promise<void> => api.revokeInvite(id);
  const look = (code: string): Promise<rest.InviteInfo> => api.invite(code);
  return { create, list, revoke, look };
});
