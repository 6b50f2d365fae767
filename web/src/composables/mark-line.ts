import { splitLinks } from './rich-text';

/** A piece of a line: the marks people set in chat, as a tree. Built into DOM nodes, never into HTML. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'struck'; readonly parts: readonly Inline[] }
  /** An address that was typed as it is. */
  | { readonly kind: 'address'; readonly href: string; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly parts: readonly Inline[] };

type Emphasis = 'bold' | 'italic' | 'struck';

/** What a run of signs means; every other run is text, `__init__` and `1~2` among them. */
const emphases: Record<string, readonly Emphasis[]> = { '*': ['italic'], _: ['italic'], '**': ['bold'], '***': ['bold', 'italic'], '~~': ['struck'] };

/** Marks within marks; what is deeper stays as it was typed. */
const deepest = 6;
const brackets = ['[', '!['];
const longestAddress = 2048;
/** Brackets within brackets in an address. */
const deepestBracket = 8;

/** A mark that waits for its other half. Its signs stand in the output at `at` until then. */
interface Opener {
  readonly mark: string;
  readonly at: number;
  readonly end: number;
}

const isSpace = (sign: string | undefined): boolean => sign === undefined || /\s/.test(sign);
/** Letters and digits of writings that part words by spaces: a mark within such a word is none, as in `snake_case` and `2*3*4`. */
const isWord = (sign: string | undefined): boolean =>
  sign !== undefined && /[\p{L}\p{N}]/u.test(sign) && !/[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}]/u.test(sign);
/** Faces are no marks: signs that stand beside an eye, as in `(*^_^*)`, or between two. */
const isEye = (sign: string | undefined): boolean => sign !== undefined && sign !== '`' && /\p{Sk}/u.test(sign);
const isMouth = (before = ' ', after = ' '): boolean => /[^\s\p{L}\p{N}]/u.test(before) && (before === after || before + after === '><');
const isOpening = (sign: string): boolean => /[\p{Ps}\p{Pi}]/u.test(sign);
const isClosing = (sign: string): boolean => /[\p{Pe}\p{Pf}]/u.test(sign);
/** Whether there is a word, a number or an emoji in it. */
export const hasSubstance = (text: string): boolean => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text);

/** The address of a link if it is one that may be opened: complete, and of the web or of mail. */
function safeHref(address: string): string | null {
  if (!/^(?:https?:\/\/|mailto:)/i.test(address)) return null;
  try {
    const { href, protocol } = new URL(address);
    return ['http:', 'https:', 'mailto:'].includes(protocol) ? href : null;
  } catch {
    return null;
  }
}

function depthOf(parts: readonly Inline[]): number {
  let depth = 0;
  for (const part of parts) if ('parts' in part) depth = Math.max(depth, 1 + depthOf(part.parts));
  return depth;
}

/** Texts that stand side by side become one. */
function joined(parts: readonly Inline[]): Inline[] {
  const whole: Inline[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') whole[whole.length - 1] = { kind: 'text', text: last.text + part.text };
    else whole.push(part);
  }
  return whole;
}

/** The words of pieces, without their marks. */
export const wordsOfLine = (parts: readonly Inline[]): string => parts.map((part) => ('parts' in part ? wordsOfLine(part.parts) : part.text)).join('');

/** A link has no links in it. */
const unlinked = (parts: readonly Inline[]): Inline[] =>
  parts.flatMap((part): Inline[] => {
    if (part.kind === 'address') return [{ kind: 'text', text: part.text }];
    if (part.kind === 'link') return unlinked(part.parts);
    return 'parts' in part ? [{ ...part, parts: unlinked(part.parts) }] : [part];
  });

/** Where bare addresses begin. */
function bareLinks(line: string): Map<number, { text: string; href: string }> {
  const found = new Map<number, { text: string; href: string }>();
  let at = 0;
  for (const part of splitLinks(line)) {
    if (part.kind === 'link') found.set(at, part);
    at += part.text.length;
  }
  return found;
}

/** Words in which a backslash is a backslash: `C:\*.txt`, `a\_b\c`, and a face. */
function pathsIn(line: string): { from: number; to: number }[] {
  const words = [...line.matchAll(/\S+/g)].filter(([word]) => /[a-z]:\\|\\\\|\\[a-z\d]|^¯/i.test(word));
  return words.map(({ 0: word, index }) => ({ from: index, to: index + word.length }));
}

/** Reads one line from left to right, each sign once; nothing is tried twice, so the time grows with the length. */
class LineReader {
  private readonly out: Inline[] = [];
  private readonly open: Opener[] = [];
  /** How many of each mark are open: a search for one that is not there would go through all. */
  private readonly waiting = new Map<string, number>();
  /** The lengths of runs of back quotes that no further run closes. */
  private readonly lone = new Set<number>();
  private at = 0;
  private readonly paths: readonly { from: number; to: number }[];

  constructor(private readonly line: string) {
    this.paths = line.includes('\\') ? pathsIn(line) : [];
  }

  read(): Inline[] {
    const links = bareLinks(this.line);
    while (this.at < this.line.length) {
      const link = links.get(this.at);
      const sign = this.line[this.at] as string;
      if (link) {
        this.out.push({ kind: 'address', href: link.href, text: link.text });
        this.at += link.text.length;
      } else if (sign === '\\') this.readEscape();
      else if (sign === '`') this.readCode();
      else if ('*_~'.includes(sign)) this.readEmphasis();
      else if (sign === '[') this.push('[', this.at);
      else if (sign === '!' && this.line[this.at + 1] === '[') this.push('![', this.at);
      else if (sign === ']') this.readLinkEnd();
      else this.say(sign);
    }
    return joined(this.out);
  }

  private say(text: string): void {
    this.out.push({ kind: 'text', text });
    this.at += text.length;
  }

  private push(mark: string, at: number): void {
    this.open.push({ mark, at: this.out.length, end: at + mark.length });
    this.count(mark, 1);
    this.say(mark);
  }

  private count(mark: string, by: 1 | -1): void {
    this.waiting.set(mark, (this.waiting.get(mark) ?? 0) + by);
  }

  /** Takes the last open one of these marks off, and all that were opened after it. */
  private take(marks: readonly string[]): Opener | null {
    if (!marks.some((mark) => (this.waiting.get(mark) ?? 0) > 0)) return null;
    for (let opener = this.open.pop(); opener; opener = this.open.pop()) {
      this.count(opener.mark, -1);
      if (marks.includes(opener.mark)) return opener;
    }
    return null;
  }

  private runLength(): number {
    let end = this.at;
    while (this.line[end] === this.line[this.at]) end += 1;
    return end - this.at;
  }

  /** A mark behind a backslash is a sign; in paths both stay as they are. */
  private readEscape(): void {
    const { line, at } = this;
    const next = line[at + 1] ?? '';
    if (next === '' || !'*_~`[]#>'.includes(next)) return this.say('\\');
    if (this.paths.some((path) => at >= path.from && at < path.to)) this.say('\\');
    else this.at += 1;
    this.say(next);
  }

  private readCode(): void {
    const { line, at } = this;
    const length = this.runLength();
    const mark = '`'.repeat(length);
    let end = this.lone.has(length) ? -1 : line.indexOf(mark, at + length);
    while (end >= 0 && line[end + length] === '`') {
      let past = end;
      while (line[past] === '`') past += 1;
      end = line.indexOf(mark, past);
    }
    if (end < 0) this.lone.add(length);
    const text = line.slice(at + length, end);
    if (end < 0 || text.trim() === '') return this.say(mark);
    const isPadded = text.startsWith(' ') && text.endsWith(' ');
    this.out.push({ kind: 'code', text: isPadded ? text.slice(1, -1) : text });
    this.at = end + length;
  }

  private readEmphasis(): void {
    const { line, at } = this;
    const mark = line.slice(at, at + this.runLength());
    const before = line[at - 1];
    const after = line[at + mark.length];
    if (!Object.hasOwn(emphases, mark) || (mark.length === 1 && isMouth(before, after))) return this.say(mark);
    if (isEye(before) || isEye(after)) return this.say(mark);
    const isComment = mark === '*' && (before === '/' || after === '/');
    const closes = !isComment && !isSpace(before) && !isOpening(before ?? '') && !isWord(after);
    if (closes && this.close(mark)) return;
    const opens = !isComment && !isSpace(after) && !isClosing(after ?? '') && !isWord(before) && before !== '/' && before !== '\\';
    if (opens) this.push(mark, at);
    else this.say(mark);
  }

  /** Puts what stands since the other half of `mark` into one piece. Whether there was one. */
  private close(mark: string): boolean {
    const opener = this.take([mark]);
    if (!opener) return false;
    const parts = joined(this.out.slice(opener.at + 1));
    if (!hasSubstance(this.line.slice(opener.end, this.at))) return false;
    if (depthOf(parts) >= deepest) {
      this.open.length = 0; // What stands around it would be deeper still.
      this.waiting.clear();
      return false;
    }
    const piece = (emphases[mark] ?? []).reduceRight<readonly Inline[]>((inner, kind) => [{ kind, parts: inner }], parts);
    this.out.splice(opener.at, Infinity, ...piece);
    this.at += mark.length;
    return true;
  }

  private readLinkEnd(): void {
    const target = this.line[this.at + 1] === '(' ? this.addressAt(this.at + 2) : null;
    if (!target) return this.say(']');
    const opener = this.take(brackets);
    if (!opener) return this.say(']');
    const parts = joined(unlinked(this.out.slice(opener.at + 1)));
    if (depthOf(parts) >= deepest) return this.say(']');
    const label: Inline[] = wordsOfLine(parts).trim() === '' ? [{ kind: 'text', text: target.href }] : parts;
    this.out.splice(opener.at, Infinity, { kind: 'link', href: target.href, parts: label });
    this.at = target.end;
  }

  /** An address in round brackets, which may have pairs of them in it. */
  private addressAt(from: number): { href: string; end: number } | null {
    if (!/^(?:https?:|mailto:)/i.test(this.line.slice(from, from + 7))) return null;
    let depth = 0;
    for (let at = from; at < this.line.length && at - from <= longestAddress; at += 1) {
      const sign = this.line[at] as string;
      if (sign === '(') depth += 1;
      if (sign === ')') depth -= 1;
      if (depth < 0) {
        const href = safeHref(this.line.slice(from, at));
        return href === null ? null : { href, end: at + 1 };
      }
      if (depth > deepestBracket || /[\s<>"]/.test(sign)) return null;
    }
    return null;
  }
}

/** The marks of one line. A pair of marks stands on one line, so nothing reaches beyond it. */
export const readLine = (line: string): readonly Inline[] => new LineReader(line).read();
