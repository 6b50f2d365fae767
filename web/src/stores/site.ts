import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import { computed } from 'vue';

/** A picture that the server serves itself, and nothing else. */
const ownFile = /^\/files\/[\w.-]{1,80}$/;

/** How this server calls and shows itself. Remembered, so that the page begins with it. */
export const useSite = defineStore('site', () => {
  const stored = useLocalStorage('webchats.site', { name: '', icon: '' }, { mergeDefaults: true });
  const name = computed(() => stored.value.name);
  /** The path of the server's own icon, or nothing. */
  const icon = computed(() => (ownFile.test(stored.value.icon) ? stored.value.icon : ''));

  function take(now: { name: string; icon?: string | undefined }): void {
    stored.value = { name: now.name, icon: now.icon ?? '' };
  }

  return { name, icon, take };
});
