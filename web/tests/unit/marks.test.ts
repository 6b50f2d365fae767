import { describe, expect, it } from 'vitest';
import { linesOf, linesOfText, marksOf, wordsOf, type Block, type Inline, type ListItem } from '@/composables';
import { readBlocks } from '@/composables/mark-blocks';
import { texts } from '../../../tests/e2e/support/payloads';

const signs = { bold: 'B', italic: 'I', struck: 'S' } as const;

/** A line as a short notation: `B(…)`, `I(…)`, `S(…)`, `C(…)` code, `A(…)` an address, `L(…→address)`. */
const line = (parts: readonly Inline[]): string =>
  parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'address') return `A(${part.text})`;
      if (!('parts' in part)) return `C(${part.text})`;
      return part.kind === 'link' ? `L(${line(part.parts)}→${part.href})` : `${signs[part.kind]}(${line(part.parts)})`;
    })
    .join('');

const items = (list: readonly ListItem[]): string => list.map((item) => `${item.number ?? '-'}:${line(item.parts)}${item.items.length > 0 ? `[${items(item.items)}]` : ''}`).join(' ');

const block = (one: Block): string => {
  if (one.kind === 'code') return `CODE ${one.language}|${one.text}`;
  if (one.kind === 'quote') return `QUOTE{${one.blocks.map(block).join(' / ')}}`;
  if (one.kind === 'list') return `LIST{${items(one.items)}}`;
  return one.kind === 'heading' ? `HEAD{${line(one.parts)}}` : line(one.parts);
};

const read = (text: string): string => (marksOf(text) ?? [{ kind: 'lines', parts: [{ kind: 'text', text }] } as Block]).map(block).join(' / ');

describe('marks on a line', () => {
  it.each([
    ['**bold** and *italic* and _italic_', 'B(bold) and I(italic) and I(italic)'],
    ['~~gone~~ ***both***', 'S(gone) B(I(both))'],
    ['**重要**：先看这里', 'B(重要)：先看这里'],
    ['这是**“重点”**内容，*别*漏', '这是B(“重点”)内容，I(别)漏'],
    ['价格**100**元', '价格B(100)元'],
    ['要*要*紧', '要I(要)紧'],
    ['**한국어**는', 'B(한국어)는'],
    ['**bold with *italic* in it**', 'B(bold with I(italic) in it)'],
    ['~~**all** _of_ it~~', 'S(B(all) I(of) it)'],
    ['👍*yes*👍 **🎉**', '👍I(yes)👍 B(🎉)'],
    ['run `npm ci` **now**', 'run C(npm ci) B(now)'],
    ['`**not bold**` ``a ` b``', 'C(**not bold**) C(a ` b)'],
    ['`<b>` **`x`**', 'C(<b>) B(C(x))'],
    ['[the docs](https://a.cn/b?c=1) here', 'L(the docs→https://a.cn/b?c=1) here'],
    ['[**wiki**](https://a.cn/A_(b)) ok', 'L(B(wiki)→https://a.cn/A_(b)) ok'],
    ['[mail](mailto:ann@a.cn)', 'L(mail→mailto:ann@a.cn)'],
    ['![chart](https://a.cn/x.png)', 'L(chart→https://a.cn/x.png)'],
    ['[](https://a.cn/x)', 'L(https://a.cn/x→https://a.cn/x)'],
    ['[https://a.cn](https://b.cn)', 'L(https://a.cn→https://b.cn/)'],
    ['**https://a.cn/b**：好', 'B(A(https://a.cn/b))：好'],
    ['**看** https://a.cn/a_b_c*d，好', 'B(看) A(https://a.cn/a_b_c*d)，好'],
    ['\\*literal\\* **x**', '*literal* B(x)'],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected));

  it.each([
    'snake_case and _private_var and __init__.py',
    '2*3*4 = 24, 2**3**4, a * b * c',
    '3:00 - 4:00, 10:30~11:30, 1~2天 ~~',
    '/usr/_build_/x C:\\Users\\_me_\\*.txt \\\\server\\_share_\\x',
    'src/*.cpp, lib/*.cpp **/*.ts **/*.js',
    '/* a comment */ x /* another */',
    'f(*args, **kwargs) int *a, *b;',
    '(*^_^*) *_* ^_^ T_T (*´▽`*) -_- >_< >.< o(*￣▽￣*)ブ ¯\\_(ツ)_/¯',
    '> <',
    '- -',
    '- - !',
    '>5人 >>> print(1)',
    '#1 #tag # ',
    '-5 度，1.5 倍，1、苹果',
    '**',
    '** **',
    '****',
    '**a',
    '*a\nb*',
    '**a\n\nb**',
    '[x] [a](b) [a]( https://a.cn ',
    '[x](javascript:alert(1)) [x](data:text/html,x) [x](//a.cn) [x](file:///etc) [x](https:/a)',
    '``` not closed',
    '```js\nnot closed',
    '`open',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '(*^_^*) hello (*^_^*) `(*>﹏<*)′',
    'constructor __proto__ toString',
  ])('%s stays as it is', (text) => {
    expect(wordsOf(text)).toBe(text);
    expect(read(text).replace(/A\((.*?)\)/g, '$1')).toBe(text);
  });
});

describe('blocks', () => {
  it.each([
    ['```ts\nconst a = 1;\n```', 'CODE ts|const a = 1;'],
    ['look:\n```\n**a**\n\n  b\n```\ndone', 'look: / CODE |**a**\n\n  b / done'],
    ['```js\nlet a;```', 'CODE js|let a;'],
    ['```console.log(1)\nx\n```', 'CODE |console.log(1)\nx'],
    ['````md\n```\nx\n```\n````', 'CODE md|```\nx\n```'],
    ['~~~\nx\n~~~', 'CODE |x'],
    ['> quoted\n> **more**\nanswer', 'QUOTE{quoted\nB(more)} / answer'],
    ['>引用\n\n回复', 'QUOTE{引用} / 回复'],
    ['> > deep\n> less', 'QUOTE{QUOTE{deep} / less}'],
    ['> > > > deep', 'QUOTE{QUOTE{> > deep}}'],
    ['> ```\n> x\n> ```', 'QUOTE{CODE |x}'],
    ['# Title\ntext', 'HEAD{Title} / text'],
    ['- one\n- **two**\n* three', 'LIST{-:one -:B(two) -:three}'],
    ['1. one\n2. two\n5. five', 'LIST{1:one 2:two 5:five}'],
    ['- one\n  - in\n    - deeper\n- two', 'LIST{-:one[-:in -:deeper] -:two}'],
    ['1. one\n   goes on\n\n2. two\n\nafter', 'LIST{1:one\ngoes on 2:two} / after'],
    ['before\n\n- a\n\nafter\n\nmore', 'before / LIST{-:a} / after\n\nmore'],
    ['a **b**\n\n\nc', 'a B(b)\n\n\nc'],
  ])('%j', (text, expected) => expect(read(text)).toBe(expected));
});

describe('words without marks', () => {
  it.each([
    ['**重要**：`a` [b](https://c.cn)', '重要：a b'],
    ['# Title\n- a\n  - b\n> c\n```js\nd\n```', 'Title\na\nb\nc\nd'],
    ['plain', 'plain'],
  ])('%j', (text, expected) => expect(wordsOf(text)).toBe(expected));
});

const addressesIn = (parts: readonly Inline[]): string[] => parts.flatMap((part) => [...('href' in part ? [part.href] : []), ...('parts' in part ? addressesIn(part.parts) : [])]);
const addressesOf = (one: Block): string[] => {
  if (one.kind === 'code') return [];
  if (one.kind === 'quote') return one.blocks.flatMap(addressesOf);
  const inItem = (item: ListItem): string[] => [...addressesIn(item.parts), ...item.items.flatMap(inItem)];
  return one.kind === 'list' ? one.items.flatMap(inItem) : addressesIn(one.parts);
};
const depthOf = (parts: readonly Inline[]): number => Math.max(0, ...parts.map((part) => ('parts' in part ? 1 + depthOf(part.parts) : 0)));

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const pieces = ['*', '**', '***', '_', '~~', '`', '```', '\n', '\n```js\n', '> ', '- ', '  - ', '1. ', '# ', '[', ']', '](https://a.cn/', '](javascript:x', ')', '(', '\\', ' ', 'word', '字', '👍', 'https://b.cn/x', '@', '<b>', '|', '!['];

describe('any text', () => {
  const next = random(7);
  const made = Array.from({ length: 1500 }, () => Array.from({ length: 1 + Math.floor(next() * 40) }, () => pieces[Math.floor(next() * pieces.length)]).join(''));

  it.each([['the payloads', texts], ['texts by chance', made]])('links only to the web and to mail, in %s', (_, all) => {
    for (const text of all) for (const href of (marksOf(text) ?? []).flatMap(addressesOf)) expect(href).toMatch(/^(https?:\/\/|mailto:)/);
  });

  it('loses no word', () => {
    for (const [index, text] of made.entries()) {
      let count = 0;
      const named = text.replace(/word/g, () => `w${index}x${(count += 1)}y`);
      const read = JSON.stringify(marksOf(named) ?? named);
      for (let word = 1; word <= count; word += 1) expect([named, read.includes(`w${index}x${word}y`)]).toEqual([named, true]);
    }
  });

  it('is never deep', () => {
    for (const text of [...made, '*_'.repeat(500) + 'x' + '_*'.repeat(500), '> '.repeat(2000) + 'x']) {
      for (const one of marksOf(text) ?? []) if ('parts' in one) expect(depthOf(one.parts)).toBeLessThanOrEqual(7);
    }
  });

  const most = 4000;
  it.each([
    '*', '**', '***', '_', '~', '~~', '`', '[', ']', '(', ')', '>', '> ', '>\n', '#', '- ', '- a\n', '1. ', '1. a\n', '\n', ' ', '\t', '\\', '![', '[a](', '[a](https://', '[a](https://b', '](', '[](https://a)', '*a', '*a ', ' *a', '*a*', '*_', '_*a', '**a*', '*a**b***',
    '`a', '``a`', '```\n', '~~~ a\n', '```a\n', '[*', '*[a]', '@', '@a', '|', 'https://', 'https://a)', 'https://a.cn/(', 'https://a/)', 'www.', 'a\n  ', '- a\n  - b\n', '\n\n- a', '> - a\n', '\\*', '<', '&', '𝒳', '👍', '*^', '字*',
  ])('of %j over and over is read at once', (piece) => {
    const text = piece.repeat(Math.ceil(most / piece.length)).slice(0, most);
    const half = piece.repeat(most / 2).slice(0, most / 2);
    for (const one of [text, `${half}x${half}`, `${half}${[...half].reverse().join('')}`]) {
      // The best of some, in time of the processor: what else the machine does is not measured.
      const times = Array.from({ length: 5 }, () => {
        const begin = process.cpuUsage();
        readBlocks(one);
        const { user, system } = process.cpuUsage(begin);
        return (user + system) / 1000;
      });
      expect(Math.min(...times)).toBeLessThan(20);
    }
  });
});

describe('lines', () => {
  it('are counted with those that break by themselves', () => {
    expect(linesOfText('')).toBe(1);
    expect(linesOfText('a\nb\n')).toBe(3);
    expect(linesOfText('x'.repeat(70))).toBe(1);
    expect(linesOfText('x'.repeat(71))).toBe(2);
    expect(linesOfText('字'.repeat(36))).toBe(2);
    expect(linesOfText('\n'.repeat(3999))).toBe(4000);
  });

  it('do not count code that is folded by itself', () => {
    expect(linesOf(`\`\`\`\n${'a\n'.repeat(100)}\`\`\``)).toBe(20);
    expect(linesOf('- a\n- b\n- c')).toBe(3);
  });
});
