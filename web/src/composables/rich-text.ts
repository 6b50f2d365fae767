/** A piece of a message's text. Built into DOM nodes by a template, never into HTML. */
export type TextPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'link'; readonly text: string; readonly href: string };

// A URL ends at white space, at quotes and brackets, and at CJK punctuation or characters: "看https://a.cn/b，很好".
const urlPattern = /\b(?:https?:\/\/|www\.)[^\s<>"'`{}|\\^\u3000-\u303f\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\uff00-\uffef\u2018-\u201d\u2026]+/giu;

const openOf: Record<string, string> = { ')': '(', ']': '[' };

/** Drops punctuation that belongs to the sentence; a closing bracket stays if it was opened inside the URL. */
function trimUrl(url: string): string {
  let end = url.length;
  for (; end > 0; end -= 1) {
    const last = url[end - 1] as string;
    if ('.,;:!?*_~'.includes(last)) continue;
    const open = openOf[last];
    if (open === undefined) break;
    const body = url.slice(0, end);
    if (body.split(open).length >= body.split(last).length) break;
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
