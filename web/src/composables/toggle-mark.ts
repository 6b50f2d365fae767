import type { WritingMark } from './use-marking';

/** `insert` in place of what is from `from` to `to`, then the selection. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
  readonly select: readonly [from: number, to: number];
}

const signs = { bold: '**', italic: '_', struck: '~~', code: '`' } as const;
const addressStub = 'https://';

function link(from: number, to: number, words: string): TextEdit {
  const known = /^\[([^\]]*)\]\([^)\s]*\)$/.exec(words);
  if (known) {
    const label = known[1] ?? '';
    return { from, to, insert: label, select: [from, from + label.length] };
  }
  // An address wants words, words want an address.
  if (/^https?:\/\/\S+$/.test(words)) return { from, to, insert: `[](${words})`, select: [from + 1, from + 1] };
  const at = from + words.length + 3;
  return { from, to, insert: `[${words}](${addressStub})`, select: [at, at + addressStub.length] };
}

function codeLines(from: number, to: number, words: string): TextEdit {
  return { from, to, insert: `\`\`\`\n${words}\n\`\`\``, select: [from + 4, from + 4 + words.length] };
}

/** Sets a mark around the selection, or takes it off where it is set already. A mark stands on one line, so each line has its own. */
export function toggleMark(text: string, from: number, to: number, mark: WritingMark): TextEdit {
  const selected = text.slice(from, to);
  const words = selected.trim();
  const begin = from + (words === '' ? 0 : selected.indexOf(words));
  const end = words === '' ? begin : begin + words.length;
  if (mark === 'link') return link(begin, end, words);
  if (mark === 'code' && words.includes('\n')) return codeLines(begin, end, words);
  const sign = signs[mark];
  const { length } = sign;
  if (text.slice(begin - length, begin) === sign && text.slice(end, end + length) === sign && begin >= length) {
    return { from: begin - length, to: end + length, insert: words, select: [begin - length, end - length] };
  }
  const isMarked = (line: string): boolean => line.length > 2 * length && line.startsWith(sign) && line.endsWith(sign);
  const lines = words.split('\n');
  const written = lines.filter((line) => line.trim() !== '');
  const takesOff = written.length > 0 && written.every(isMarked);
  const insert = lines.map((line) => (takesOff ? line.slice(length, line.length - length) : line.trim() === '' && words !== '' ? line : sign + line + sign)).join('\n');
  const isOneLine = lines.length === 1 && !takesOff;
  return { from: begin, to: end, insert, select: isOneLine ? [begin + length, begin + insert.length - length] : [begin, begin + insert.length] };
}
