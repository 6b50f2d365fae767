import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Me, rest, Session } from '@/protocol';
import type { ProfileChange, SignedIn } from '@/net';
import { useNet } from './net';
import { useSite } from './site';

interface Stored {
  token: string;
  me: Me;
}

/** Why the page went back to the login form without being asked to. */
export type SignOutReason = 'none' | 'expired' | 'revoked';

function readStored(raw: string): Stored | null {
  try {
    const value = JSON.parse(raw) as Partial<Stored> | null;
    return value && typeof value.token === 'string' && typeof value.me?.id === 'number' ? (value as Stored) : null;
  } catch {
    return null;
  }
}

/** Who is signed in. Kept in localStorage, so all tabs sign in and out together. */
export const useSession = defineStore('session', () => {
  const { api } = useNet();
  const site = useSite();
  const stored = useLocalStorage<Stored | null>('webchats.session', null, {
    serializer: { read: readStored, write: (value) => JSON.stringify(value) },
    deep: false,
    shallow: true,
  });
  const endedBecause = ref<SignOutReason>('none');

  const token = computed(() => stored.value?.token ?? null);
  const me = computed(() => stored.value?.me ?? null);

  function enter(answer: SignedIn): void {
    endedBecause.value = 'none';
    stored.value = { token: answer.token, me: answer.me };
  }

  async function login(email: string, password: string, device: string): Promise<void> {
    enter(await api.login(email, password, device));
  }

  async function register(email: string, password: string, name: string, invite = ''): Promise<void> {
    enter(await api.register(email, password, name, invite));
  }

  /** Signs out here even when the server cannot be told: the token is forgotten either way. */
  async function logout(): Promise<void> {
    try {
      await api.logout();
    } catch (reason) {
      console.warn('the server was not told of the sign-out', reason);
    }
    stored.value = null;
  }

  function drop(reason: SignOutReason): void {
    if (!stored.value) return;
    endedBecause.value = reason;
    stored.value = null;
  }

  function updateMe(fresh: Me): void {
    if (stored.value) stored.value = { token: stored.value.token, me: fresh };
  }

  async function change(fields: ProfileChange): Promise<void> {
    updateMe(await api.changeMe(fields));
  }

  async function setAvatar(image: Blob): Promise<void> {
    updateMe(await api.setAvatar(image));
  }

  async function server(): Promise<rest.ServerInfo> {
    const info = await api.server();
    site.take(info);
    return info;
  }

  async function setup(code: string, email: string, password: string, name: string, serverName: string): Promise<void> {
    enter(await api.setup(code, email, password, name, serverName));
  }

  async function resetPassword(code: string, password: string): Promise<void> {
    enter(await api.resetPassword(code, password));
  }

  async function deleteAccount(password: string): Promise<void> {
    await api.deleteMe(password);
    stored.value = null;
  }

  const changePassword = (old: string, fresh: string): Promise<void> => api.changePassword(old, fresh);
  const forgot = (email: string): Promise<void> => api.forgot(email);
  const revokeOthers = (): Promise<void> => api.revokeOthers();
  const devices = (): Promise<Session[]> => api.sessions();
  const revokeDevice = (id: string): Promise<void> => api.revokeSession(id);

  return { token, me, endedBecause, login, register, logout, drop, updateMe, change, setAvatar, devices, revokeDevice, setup, resetPassword, deleteAccount, changePassword, forgot, revokeOthers, server };
});
