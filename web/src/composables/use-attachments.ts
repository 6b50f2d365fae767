import { computed, onScopeDispose, shallowReactive, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { fileMaxBytes, filesPerMessage, imageMaxBytes, imageTypes } from '@/protocol';
import type { OutgoingFile } from '@/stores';
import { useNotice } from './use-notice';

const megabyte = 1024 * 1024;
const isImage = (file: File): boolean => (imageTypes as readonly string[]).includes(file.type);

/** The size that the row will have on screen, known before the upload, so nothing jumps. */
async function measure(preview: string): Promise<{ width: number; height: number }> {
  const image = new Image();
  image.src = preview;
  await image.decode();
  return { width: image.naturalWidth, height: image.naturalHeight };
}

/** The files of a paste or a drop. Text wins when a program (a word processor) gives both. */
export function filesOf(data: DataTransfer | null): File[] {
  if (!data) return [];
  if (data.types.includes('text/plain') && !data.types.includes('text/uri-list')) return [];
  return [...data.files];
}

/** The files chosen for the next message of a room: checked, pictures measured and shown from memory. Each room keeps its own. */
export function useAttachments(room: Ref<number | null>) {
  const { t } = useI18n();
  const { say } = useNotice();
  const byRoom = shallowReactive(new Map<number | null, readonly OutgoingFile[]>());
  const of = (where: number | null): readonly OutgoingFile[] => byRoom.get(where) ?? [];
  const files = computed(() => of(room.value));

  function complaint(file: File, where: number | null): string | null {
    const most = isImage(file) ? imageMaxBytes : fileMaxBytes;
    if (file.size > most) return t('composer.imageTooLarge', { name: file.name, max: most / megabyte });
    if (of(where).length >= filesPerMessage) return t('composer.imageCount', { max: filesPerMessage });
    return null;
  }

  async function prepare(file: File): Promise<OutgoingFile> {
    const plain = { kind: 'file', blob: file, name: file.name, preview: '', width: 0, height: 0, uploaded: null, progress: 0, upload: '' } as const;
    if (!isImage(file)) return plain;
    const preview = URL.createObjectURL(file);
    try {
      return { ...plain, kind: 'image', preview, ...(await measure(preview)) };
    } catch {
      URL.revokeObjectURL(preview); // No picture, whatever it is called.
      return plain;
    }
  }

  async function addAll(chosen: readonly File[], where: number | null): Promise<void> {
    for (const file of chosen) {
      const refused = complaint(file, where);
      if (refused !== null) {
        say(refused, 'error');
        continue;
      }
      const ready = await prepare(file);
      byRoom.set(where, [...of(where), ready]);
    }
  }

  let adding = Promise.resolve();
  /** One after the other: what is pasted while a picture is measured stands behind it. */
  function add(chosen: readonly File[]): Promise<void> {
    const where = room.value;
    adding = adding.then(() => addAll(chosen, where));
    return adding;
  }

  function remove(index: number): void {
    const gone = files.value[index];
    if (gone) forget(gone);
    byRoom.set(room.value, files.value.filter((_, at) => at !== index));
  }

  /** Hands the files over; their previews now belong to the taker. */
  function take(): readonly OutgoingFile[] {
    const taken = files.value;
    byRoom.delete(room.value);
    return taken;
  }

  const forget = (one: OutgoingFile): void => (one.preview === '' ? undefined : URL.revokeObjectURL(one.preview));
  onScopeDispose(() => [...byRoom.values()].flat().forEach(forget));
  return { files, add, remove, take };
}
