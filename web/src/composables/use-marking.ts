import type { Ref } from 'vue';
import { controlKey, isMac } from './device';
import type { TextEdit } from './toggle-mark';

/** What can be done to the words in the composer. */
export const writingMarks = ['bold', 'italic', 'struck', 'code', 'link'] as const;
export type WritingMark = (typeof writingMarks)[number];

/** The keys of the marks, with Ctrl or, on a Mac, with Command. */
const markKeys: Record<WritingMark, { readonly key: string; readonly shift: 'yes' | 'no' }> = {
  bold: { key: 'b', shift: 'no' },
  italic: { key: 'i', shift: 'no' },
  struck: { key: 'x', shift: 'yes' },
  code: { key: 'e', shift: 'no' },
  link: { key: 'l', shift: 'yes' },
};

/** The keys of a mark as they are written on a keyboard. */
export const keysOf = (mark: WritingMark): string[] => [controlKey, ...(markKeys[mark].shift === 'yes' ? ['Shift'] : []), markKeys[mark].key.toUpperCase()];

/** As if typed: the browser's own undo takes it back. */
function write(area: HTMLTextAreaElement, { from, to, insert, select }: TextEdit): void {
  area.focus({ preventScroll: true });
  area.setSelectionRange(from, to);
  if (!document.execCommand('insertText', false, insert)) {
    area.setRangeText(insert, from, to, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
  area.setSelectionRange(...select);
}

/** Sets and takes off marks around what is selected in a field. */
export function useMarking(input: Ref<HTMLTextAreaElement | null>) {
  /** How it is done comes with the first wish. */
  async function mark(wanted: WritingMark): Promise<void> {
    const { toggleMark } = await import('./toggle-mark');
    const area = input.value;
    if (area) write(area, toggleMark(area.value, area.selectionStart, area.selectionEnd, wanted));
  }

  /** Whether the key was one of these. */
  function onMarkKey(event: KeyboardEvent): boolean {
    if (event.isComposing || event.altKey || event.metaKey === event.ctrlKey || event.metaKey !== isMac) return false;
    const found = writingMarks.find((one) => markKeys[one].key === event.key.toLowerCase() && (markKeys[one].shift === 'yes') === event.shiftKey);
    if (!found) return false;
    event.preventDefault();
    void mark(found);
    return true;
  }

  return { mark, onMarkKey };
}
