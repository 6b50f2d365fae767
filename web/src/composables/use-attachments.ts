import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { fileMaxBytes, filesPerMessage, imageMaxBytes, imageTypes } from '@/protocol';
import { useDrafts, type OutgoingFile } from '@/stores';
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

/** The files chosen for the next message of a room or thread: checked, pictures measured and shown from memory. Each keeps its own. */
export function useAttachments(room: Ref<number | null>, thread: Ref<number>) {
  const { t } = useI18n();
  const { say } = useNotice();
  const drafts = useDrafts();
  const files = computed(() => drafts.filesOf(room.value ?? 0, thread.value));

  function complaint(file: File, chosen: readonly OutgoingFile[]): string | null {
    const most = isImage(file) ? imageMaxBytes : fileMaxBytes;
    if (file.size > most) return t('composer.imageTooLarge', { name: file.name, max: most / megabyte });
    if (chosen.length >= filesPerMessage) return t('composer.imageCount', { max: filesPerMessage });
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

  async function addAll(chosen: readonly File[], where: number, answers: number): Promise<void> {
    for (const file of chosen) {
      const refused = complaint(file, drafts.filesOf(where, answers));
      if (refused !== null) {
        say(refused, 'error');
        continue;
      }
      const ready = await prepare(file);
      drafts.setFiles(where, answers, [...drafts.filesOf(where, answers), ready]);
    }
  }

  let adding = Promise.resolve();
  /** One after the other: what is pasted while a picture is measured stands behind it. */
  function add(chosen: readonly File[]): Promise<void> {
    const [where, answers] = [room.value ?? 0, thread.value];
    adding = adding.then(() => addAll(chosen, where, answers));
    return adding;
  }

  function remove(index: number): void {
    const gone = files.value[index];
    if (gone && gone.preview !== '') URL.revokeObjectURL(gone.preview);
    drafts.setFiles(room.value ?? 0, thread.value, files.value.filter((_, at) => at !== index));
  }

  /** Hands the files over; their previews now belong to the taker. */
  function take(): readonly OutgoingFile[] {
    const taken = files.value;
    drafts.setFiles(room.value ?? 0, thread.value, []);
    return taken;
  }

  return { files, add, remove, take };
}
