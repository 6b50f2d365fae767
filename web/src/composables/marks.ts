import { readBlocks, wordsOfBlocks, type Block } from './mark-blocks';

export type { Block, ListItem } from './mark-blocks';
export type { Inline } from './mark-line';

/** What is on screen, and on its way there. */
const mostKept = 400;
const kept = new Map<string, readonly Block[] | null>();

/** Most messages have none of these signs: no more is asked of them. */
const anyMark = /[*_~`[>#\\]|^[ \t]*(?:[-•]|\d{1,9}\.)[ \t]/m;

/** What the marks in a text make of it, computed once; null for plain text. */
export function marksOf(text: string): readonly Block[] | null {
  if (!anyMark.test(text)) return null;
  const known = kept.get(text);
  if (known !== undefined) return known;
  const blocks = readBlocks(text);
  const found = wordsOfBlocks(blocks) === text ? null : blocks; // Nothing in it was a mark.
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value as string);
  kept.set(text, found);
  return found;
}

/** The text without its marks, for lists and notices. */
export function wordsOf(text: string): string {
  const blocks = marksOf(text);
  return blocks ? wordsOfBlocks(blocks) : text;
}

/** So many narrow characters fit into a line of a bubble. */
const narrowPerLine = 70;
/** A block of code of more lines is folded by itself. */
export const mostCodeLines = 20;

/** About how many lines a text takes on a wide screen. */
export function linesOfText(text: string): number {
  let lines = 1;
  let width = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const isBreak = unit === 10;
    width = isBreak ? 0 : width + (unit < 0x2e80 ? 1 : 2);
    if (!isBreak && width <= narrowPerLine) continue;
    lines += 1;
    if (!isBreak) width -= narrowPerLine;
  }
  return lines;
}

/** About how many lines a message takes, its code folded. */
export function linesOf(text: string): number {
  const blocks = marksOf(text);
  if (!blocks) return linesOfText(text);
  return blocks.reduce((lines, block) => lines + (block.kind === 'code' ? Math.min(mostCodeLines, linesOfText(block.text)) : linesOfText(wordsOfBlocks([block]))), 0);
}
