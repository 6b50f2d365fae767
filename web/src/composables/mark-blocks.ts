import { hasSubstance, readLine, wordsOfLine, type Inline } from './mark-line';

/** A part of a message that stands on lines of its own. `lines` has its line breaks as they were typed. */
export type Block =
  | { readonly kind: 'lines' | 'heading'; readonly parts: readonly Inline[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] };

/** `number` is the one that was typed, null for a bullet. */
export interface ListItem {
  readonly number: number | null;
  readonly parts: readonly Inline[];
  readonly items: readonly ListItem[];
}

/** Quotes within quotes; a third sign is text, as in `>>> print(1)`. */
const deepestQuote = 2;

const breakOf: Inline = { kind: 'text', text: '\n' };
const ofLines = (lines: readonly string[]): Inline[] => lines.flatMap((line, index) => (index > 0 ? [breakOf, ...readLine(line)] : readLine(line)));

interface Fence {
  readonly mark: string;
  readonly language: string;
  /** What stands behind the sign and names no language is the first line of the code. */
  readonly first: string;
}

function fenceOf(line: string): Fence | null {
  const found = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$/.exec(line);
  if (!found) return null;
  const [, mark = '', words = ''] = found;
  const isName = /^[\w+#.-]{0,20}\s*$/.test(words);
  return { mark, language: isName ? words.trim().toLowerCase() : '', first: isName ? '' : words };
}

/** What is quoted on this line, or null. A sign that is no quote needs a space or a letter after it: `>_<`, `>5`. */
function quotedOn(line: string): string | null {
  const found = /^ {0,3}>(?!>>)(?: |(?=$|\p{L}|> ?(?:\p{L}|$)))(.*)$/u.exec(line);
  return found ? (found[1] ?? '') : null;
}

interface Marker {
  readonly indent: number;
  readonly number: number | null;
  readonly text: string;
}

function markerOf(line: string): Marker | null {
  const found = /^([ \t]{0,8})(?:[-*•]|(\d{1,9})\.)[ \t]{1,8}(?=\S)/.exec(line);
  const text = line.slice(found?.[0].length ?? 0);
  if (!found || !hasSubstance(text)) return null; // A face, as in `- -`, or a line across.
  const [, spaces = '', digits] = found;
  return { indent: spaces.replaceAll('\t', '    ').length, number: digits === undefined ? null : Number(digits), text };
}

/** Takes the lines of a message and makes blocks of them, each line once. */
class BlockReader {
  private readonly blocks: Block[] = [];
  private plain: string[] = [];
  private at = 0;
  /** Fences that nothing below closes. */
  private readonly lone = new Set<string>();

  constructor(
    private readonly lines: readonly string[],
    private readonly depth: number,
  ) {}

  read(): Block[] {
    while (this.at < this.lines.length) {
      const line = this.lines[this.at] as string;
      if (this.readCode(line) || this.readQuote(line) || this.readHeading(line) || this.readList(line)) continue;
      this.plain.push(line);
      this.at += 1;
    }
    this.endPlain();
    return this.blocks;
  }

  private add(block: Block, past: number): true {
    this.endPlain();
    this.blocks.push(block);
    this.at = past;
    return true;
  }

  /** Empty lines beside another block are its distance. */
  private endPlain(): void {
    const lines = this.plain;
    this.plain = [];
    const from = this.blocks.length > 0 ? lines.findIndex((line) => line.trim() !== '') : 0;
    const to = this.at < this.lines.length ? lines.findLastIndex((line) => line.trim() !== '') + 1 : lines.length;
    if (from >= 0 && from < to) this.blocks.push({ kind: 'lines', parts: ofLines(lines.slice(from, to)) });
  }

  private readCode(line: string): boolean {
    const fence = fenceOf(line);
    if (!fence || this.lone.has(fence.mark)) return false;
    const end = this.lines.findIndex((one, index) => index > this.at && one.trimEnd().endsWith(fence.mark) && !one.trimEnd().endsWith(fence.mark + fence.mark[0]));
    if (end < 0) {
      this.lone.add(fence.mark);
      return false;
    }
    const last = (this.lines[end] as string).trimEnd().slice(0, -fence.mark.length);
    const inside = [...(fence.first === '' ? [] : [fence.first]), ...this.lines.slice(this.at + 1, end), ...(last.trim() === '' ? [] : [last])];
    return this.add({ kind: 'code', language: fence.language, text: inside.join('\n') }, end + 1);
  }

  private readQuote(line: string): boolean {
    if (this.depth >= deepestQuote || quotedOn(line) === null) return false;
    const quoted: string[] = [];
    let past = this.at;
    for (let words = quotedOn(line); words !== null; words = quotedOn(this.lines[past] ?? '')) {
      quoted.push(words);
      past += 1;
    }
    if (!hasSubstance(quoted.join(''))) {
      this.plain.push(...this.lines.slice(this.at, past)); // A face, as in `> <`.
      this.at = past;
      return true;
    }
    return this.add({ kind: 'quote', blocks: new BlockReader(quoted, this.depth + 1).read() }, past);
  }

  private readHeading(line: string): boolean {
    const found = /^#{1,6} +(?=\S)/.exec(line);
    return found !== null && this.add({ kind: 'heading', parts: readLine(line.slice(found[0].length).trimEnd()) }, this.at + 1);
  }

  /** Items, those under them, and lines that go on under an item. An empty line ends the list unless an item follows. */
  private readList(line: string): boolean {
    const first = markerOf(line);
    if (!first) return false;
    const items: { number: number | null; lines: string[]; items: { number: number | null; lines: string[] }[] }[] = [];
    let past = this.at;
    for (; past < this.lines.length; past += 1) {
      const next = this.lines[past] as string;
      const marker = markerOf(next);
      const item = items.at(-1);
      if (marker && item && marker.indent >= first.indent + 2) item.items.push({ number: marker.number, lines: [marker.text] });
      else if (marker) items.push({ number: marker.number, lines: [marker.text], items: [] });
      else if (item && /^\s{2,}\S/.test(next)) (item.items.at(-1) ?? item).lines.push(next.trim());
      else if (next.trim() !== '' || !markerOf(this.lines[past + 1] ?? '')) break;
    }
    const whole = items.map((item) => ({
      number: item.number,
      parts: ofLines(item.lines),
      items: item.items.map((one) => ({ number: one.number, parts: ofLines(one.lines), items: [] })),
    }));
    return this.add({ kind: 'list', items: whole }, past);
  }
}

/** The blocks of a message's text. Every word of the text is in them; only marks are gone. */
export const readBlocks = (text: string): readonly Block[] => new BlockReader(text.split('\n'), 0).read();

const wordsOfItem = (item: ListItem): string => [wordsOfLine(item.parts), ...item.items.map(wordsOfItem)].join('\n');

/** The words of blocks, without their marks. */
export function wordsOfBlocks(blocks: readonly Block[]): string {
  const words = blocks.map((block) => {
    if (block.kind === 'code') return block.text;
    if (block.kind === 'quote') return wordsOfBlocks(block.blocks);
    return block.kind === 'list' ? block.items.map(wordsOfItem).join('\n') : wordsOfLine(block.parts);
  });
  return words.join('\n');
}
