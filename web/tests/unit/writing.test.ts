import { describe, expect, it, vi } from 'vitest';
import { ref } from 'vue';
import { useMarking, wordsOf, writingMarks, type WritingMark } from '@/composables';
import { toggleMark } from '@/composables/toggle-mark';

/** A text whose selection stands between `|`; the same for what comes out. */
function toggled(marked: string, mark: WritingMark): string {
  const from = marked.indexOf('|');
  const to = marked.lastIndexOf('|') - 1;
  const text = marked.replaceAll('|', '');
  const edit = toggleMark(text, from, to, mark);
  const after = text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
  const [begin, end] = edit.select;
  return `${after.slice(0, begin)}|${after.slice(begin, end)}|${after.slice(end)}`;
}

describe('toggleMark', () => {
  it.each<[string, WritingMark, string]>([
    ['a |word| b', 'bold', 'a **|word|** b'],
    ['a **|word|** b', 'bold', 'a |word| b'],
    ['a |**word**| b', 'bold', 'a |word| b'],
    ['a |word |b', 'italic', 'a _|word|_ b'],
    ['**|word|**', 'italic', '**_|word|_**'],
    ['|word|', 'struck', '~~|word|~~'],
    ['|x|', 'code', '`|x|`'],
    ['||', 'bold', '**||**'],
    ['**||**', 'bold', '||'],
    ['|one\n\ntwo|', 'bold', '|**one**\n\n**two**|'],
    ['|**one**\n\n**two**|', 'bold', '|one\n\ntwo|'],
    ['|a\nb|', 'code', '```\n|a\nb|\n```'],
    ['|words|', 'link', '[words](|https://|)'],
    ['|https://a.cn|', 'link', '[||](https://a.cn)'],
    ['||', 'link', '[](|https://|)'],
    ['|[words](https://a.cn)|', 'link', '|words|'],
  ])('%s, %s', (before, mark, after) => expect(toggled(before, mark)).toBe(after));

  it('sets marks that are shown as such', () => {
    for (const mark of writingMarks) {
      const { insert } = toggleMark('字 word', 0, 6, mark);
      expect(wordsOf(mark === 'link' ? insert.replace('https://', 'https://a.cn') : insert)).toBe('字 word');
    }
  });
});

describe('useMarking', () => {
  function press(text: string, init: KeyboardEventInit): { area: HTMLTextAreaElement; event: KeyboardEvent; taken: boolean } {
    const area = document.createElement('textarea');
    document.body.append(area);
    area.value = text;
    area.setSelectionRange(0, text.length);
    const event = new KeyboardEvent('keydown', { cancelable: true, ...init });
    return { area, event, taken: useMarking(ref(area)).onMarkKey(event) };
  }

  it('takes its keys, and no others', async () => {
    // Without the browser's typing the field is written to directly.
    document.execCommand = () => false;
    const bold = press('word', { key: 'b', ctrlKey: true });
    expect([bold.taken, bold.event.defaultPrevented]).toEqual([true, true]);
    await vi.waitFor(() => expect(bold.area.value).toBe('**word**'));
    expect([bold.area.selectionStart, bold.area.selectionEnd]).toEqual([2, 6]);
    const struck = press('word', { key: 'X', ctrlKey: true, shiftKey: true });
    await vi.waitFor(() => expect(struck.area.value).toBe('~~word~~'));
    for (const init of [{ key: 'b' }, { key: 'b', ctrlKey: true, altKey: true }, { key: 'x', ctrlKey: true }, { key: 'B', ctrlKey: true, shiftKey: true }, { key: 'b', metaKey: true }, { key: 'b', ctrlKey: true, isComposing: true }]) {
      const other = press('word', init);
      expect([init, other.taken, other.event.defaultPrevented]).toEqual([init, false, false]);
    }
  });
});
