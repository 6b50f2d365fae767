import { useLocalStorage } from '@vueuse/core';
import { defineStore } from 'pinia';
import type { Message } from '@/protocol';
import { useNet } from './net';

export const previewChoices = ['shown', 'hidden'] as const;
export type PreviewChoice = (typeof previewChoices)[number];

/** Previews of links: whether this browser shows them, and how one is taken away for all. Loaded with the first of them. */
export const usePreviews = defineStore('previews', () => {
  const { link } = useNet();
  const serializer = { read: (raw: string): PreviewChoice => (raw === 'hidden' ? raw : 'shown'), write: (value: PreviewChoice): string => value };
  const choice = useLocalStorage<PreviewChoice>('webchats.previews', 'shown', { serializer });

  async function remove({ room, seq }: Message): Promise<void> {
    await link.request('preview:remove', { room, seq });
  }

  return { choice, remove };
});
