import { h, type VNode } from 'vue';
import { wordsOfLine, type Block, type Inline, type ListItem } from '@/composables';
import CodeBlock from './CodeBlock.vue';

type Child = VNode | string;
/** Plain text as nodes: the people named in it. */
type TextNodes = (text: string) => Child[];

const tags = { bold: 'strong', italic: 'em', struck: 's' } as const;

const linkNode = (href: string, children: Child[], title?: string): VNode => h('a', { href, title, target: '_blank', rel: 'noopener noreferrer nofollow' }, children);

/** Where a link leads, said beside it when its words look like an address themselves. */
function targetOf(words: string, href: string): string | null {
  const { hostname, pathname } = new URL(href);
  const target = hostname || pathname;
  return /[.．。:：]/.test(words) && words.replace(/^https?:\/\//, '') !== target ? target : null;
}

function inlineNodes(parts: readonly Inline[], ofText: TextNodes): Child[] {
  return parts.flatMap((part): Child[] => {
    if (part.kind === 'text') return ofText(part.text);
    if (part.kind === 'address') return [linkNode(part.href, [part.text])];
    if (!('parts' in part)) return [h('code', part.text)];
    const inside = inlineNodes(part.parts, ofText);
    if (part.kind !== 'link') return [h(tags[part.kind], inside)];
    const target = targetOf(wordsOfLine(part.parts), part.href);
    return [linkNode(part.href, inside, part.href), ...(target === null ? [] : [h('span', { class: 'target' }, ` (${target})`)])];
  });
}

function listNode(items: readonly ListItem[], ofText: TextNodes): VNode {
  const rows = items.map((item) => h('li', item.number === null ? {} : { value: item.number }, [...inlineNodes(item.parts, ofText), ...(item.items.length > 0 ? [listNode(item.items, ofText)] : [])]));
  return h(items.every((item) => item.number === null) ? 'ul' : 'ol', rows);
}

/** A marked text as nodes. Elements are only those named here; what people wrote is text in them, or the address of a checked link. */
export function blockNodes(blocks: readonly Block[], ofText: TextNodes): VNode[] {
  return blocks.map((block) => {
    if (block.kind === 'code') return h(CodeBlock, { language: block.language, text: block.text });
    if (block.kind === 'quote') return h('blockquote', blockNodes(block.blocks, ofText));
    if (block.kind === 'list') return listNode(block.items, ofText);
    const nodes = inlineNodes(block.parts, ofText);
    return h('p', block.kind === 'heading' ? [h('strong', nodes)] : nodes);
  });
}
