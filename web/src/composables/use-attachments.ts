import { onScopeDispose, shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { imageMaxBytes, imagesPerMessage, imageTypes } from '@/protocol';
import type { OutgoingImage } from '@/stores';
import { useNotice } from './use-notice';

const megabyte = 1024 * 1024;

/** The size that the row will have on screen, known before the upload, so nothing jumps. */
async function measure(preview: string): Promise<{ width: number; height: number }> {
  const image = new Image();
  image.src = preview;
  await image.decode();
  return { width: image.naturalWidth, height: image.naturalHeight };
}

/** The images of a paste or a drop. Text wins when a program (a word processor) gives both. */
export function imagesOf(data: DataTransfer | null): File[] {
  if (!data) return [];
  if (data.types.includes('text/plain') && !data.types.includes('text/uri-list')) return [];
  return [...data.files].filter((file) => file.type.startsWith('image/'));
}

/** The images chosen for the next message: checked, measured, shown from memory. */
export function useAttachments() {
  const { t } = useI18n();
  const { say } = useNotice();
  const images = shallowRef<readonly OutgoingImage[]>([]);

  function complaint(file: File): string | null {
    if (!(imageTypes as readonly string[]).includes(file.type)) return t('composer.imageType', { name: file.name });
    if (file.size > imageMaxBytes) return t('composer.imageTooLarge', { name: file.name, max: imageMaxBytes / megabyte });
    if (images.value.length >= imagesPerMessage) return t('composer.imageCount', { max: imagesPerMessage });
    return null;
  }

  async function add(files: readonly File[]): Promise<void> {
    for (const file of files) {
      const refused = complaint(file);
      if (refused !== null) {
        say(refused, 'error');
        continue;
      }
      const preview = URL.createObjectURL(file);
      try {
        const size = await measure(preview);
        images.value = [...images.value, { blob: file, name: file.name, preview, ...size, uploaded: null, progress: 0 }];
      } catch {
        URL.revokeObjectURL(preview);
        say(t('composer.imageBroken', { name: file.name }), 'error');
      }
    }
  }

  function remove(index: number): void {
    const gone = images.value[index];
    if (gone) URL.revokeObjectURL(gone.preview);
    images.value = images.value.filter((_, at) => at !== index);
  }

  /** Hands the images over; their previews now belong to the taker. */
  function take(): readonly OutgoingImage[] {
    const taken = images.value;
    images.value = [];
    return taken;
  }

  onScopeDispose(() => images.value.forEach((image) => URL.revokeObjectURL(image.preview)));
  return { images, add, remove, take };
}
