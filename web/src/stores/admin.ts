import { defineStore } from 'pinia';
import { computed } from 'vue';
import { AdminApi } from '@/net/admin-api';
import { useNet } from './net';
import { useSession } from './session';

export { botScopes, hookEvents, hookKinds, wordActions } from '@/protocol/admin';
export type { AdminRoom, AdminUser, AuditEntry, Bot, BotScope, BotToken, Connections, Delivery, FilteredWord, Hook, HookKind, Report, ResetCode, Settings, Storage, WordAction, WordList } from '@/protocol/admin';

/** Administration: the calls, and what this person may see of it. Loaded with its pages. */
export const useAdmin = defineStore('admin', () => {
  const { http } = useNet();
  const session = useSession();
  const api = new AdminApi(http);
  const role = computed(() => session.me?.role ?? 'guest');
  const isStaff = computed(() => role.value === 'owner' || role.value === 'admin');
  return { api, isStaff, owns: computed(() => role.value === 'owner') };
});
