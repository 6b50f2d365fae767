/** A piece of a message's text. Built into DOM nodes by a template, never into HTML. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly text: string; readonly name: string };

/** Who can be meant by `@`: the names that begin with a letter, longest first. */
export type NameIndex = ReadonlyMap<string, readonly string[]>;

/** What names everybody, or everybody who is here. */
export const crowdNames = ['all', 'everyone', '所有人', '全体成员', 'here', '在线'] as const;

export function indexNames(names: Iterable<string>): NameIndex {
  const index = new Map<string, string[]>();
  for (const name of new Set(names)) {
    const first = Array.from(name)[0]?.toLowerCase();
    if (first !== undefined) index.set(first, [...(index.get(first) ?? []), name]);
  }
  for (const list of index.values()) list.sort((a, b) => b.length - a.length);
  return index;
}

const isLatin = (sign: string | undefined): boolean => sign !== undefined && /[a-z\d]/i.test(sign);

/** Whether `rest` begins with the name; a name that ends in Latin ends where its word ends. */
const beginsWith = (rest: string, name: string): boolean => rest.slice(0, name.length).toLowerCase() === name.toLowerCase() && !(isLatin(name.at(-1)) && isLatin(rest[name.length]));

/** Cuts the mentions out of a piece of plain text; the longest name wins. No space is needed before it, but an address is none. */
export function splitMentions(text: string, names: NameIndex): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const { index: at } of text.matchAll(/[@＠]/g)) {
    if (at < from || isLatin(text[at - 1])) continue;
    const rest = text.slice(at + 1, at + 1 + longestName);
    const first = Array.from(rest.slice(0, 2))[0]?.toLowerCase() ?? '';
    const name = names.get(first)?.find((one) => beginsWith(rest, one));
    if (name === undefined) continue;
    if (at > from) parts.push({ kind: 'text', text: text.slice(from, at) });
    from = at + 1 + name.length;
    parts.push({ kind: 'mention', text: text.slice(at, from), name });
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** Links first, then the people named in what is between them. */
export function splitText(text: string, names: NameIndex): TextPart[] {
  const parts = splitLinks(text);
  return names.size > 0 ? parts.flatMap((part) => (part.kind === 'text' ? splitMentions(part.text, names) : [part])) : parts;
}

/** In UTF-16 units, with the sign after it. */
const longestName = 129;

// A URL ends at white space, at quotes and brackets, where the text of a link ends, and at CJK punctuation or characters: "看https://a.cn/b，很好".
const urlPattern = /\b(?:https?:\/\/(?=[\p{L}\p{N}_]|\[[\da-f:]+\])|www\.)(?:(?!\]\()[^\s<>"'`{}|\\^\u3000-\u303f\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026])+/giu;

const openOf: Record<string, string> = { ')': '(', ']': '[' };

/** Drops punctuation that belongs to the sentence; a closing bracket stays if it was opened inside the URL. */
function trimUrl(url: string): string {
  const count: Record<string, number> = {};
  for (const sign of url) count[sign] = (count[sign] ?? 0) + 1;
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url[end - 1] as string;
    const open = openOf[last];
    if (open === undefined && !'.,;:!?*_~'.includes(last)) break;
    if (open !== undefined && (count[open] ?? 0) >= (count[last] ?? 0)) break;
    count[last] = (count[last] ?? 0) - 1;
  }
  return url.slice(0, end);
}

/** Hosts without a dot are links too, as in http://wiki/page, http://localhost:5200. */
function hrefOf(url: string): string | null {
  try {
    const parsed = new URL(/^www\./i.test(url) ? `https://${url}` : url);
    return parsed.protocol === 'http:' || parsed.protocol === 'https:' ? parsed.href : null;
  } catch {
    return null;
  }
}

export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(urlPattern)) {
    const url = trimUrl(match[0]);
    const href = hrefOf(url);
    if (href === null) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    parts.push({ kind: 'link', text: url, href });
    from = match.index + url.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

const onlyEmoji = /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\ufe0f|\u200d\p{Extended_Pictographic})*|\p{Regional_Indicator}{2}|[\d#*]\ufe0f?\u20e3|\s)+$/u;

/** One to three emoji and nothing else are shown large. */
export function isBigEmoji(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 40 || !onlyEmoji.test(trimmed)) return false;
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(trimmed);
  return [...graphemes].filter((one) => one.segment.trim() !== '').length <= 3;
}
