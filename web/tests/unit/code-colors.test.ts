import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { colorsOf } from '@/components/code-colors';

const source = join(import.meta.dirname, '../../src');

describe('colorsOf', () => {
  it.each([
    ['js', "const a = '<b>'; // no"],
    ['ts', 'let a: number = 1;'],
    ['python', 'def f(x):\n    return "é" # ok'],
    ['sh', 'echo "$HOME" | grep -c x'],
    ['sql', "SELECT 1 FROM t WHERE a = 'b'"],
    ['c++', '#include <x>\nint main() { return 0; }'],
    ['html', '<p class="a">&amp;</p><script>let a;</script>'],
    ['json', '{"a": [1, null]}'],
    ['yaml', 'a: b\n- 1'],
    ['rust', 'fn main() { let x = 5; }'],
    ['go', 'func main() { x := 1 }'],
    ['java', 'class A { int x = 1; }'],
    ['cs', 'var x = "a";'],
    ['css', 'p { color: red; }'],
    ['diff', '- a\n+ b'],
    ['toml', '[a]\nb = 1'],
    ['php', '<?php echo "x"; ?>'],
  ])('keeps every character of %s and colours some', async (language, code) => {
    const pieces = (await colorsOf(code, language)) ?? [];
    expect(pieces.map((piece) => piece.text).join('')).toBe(code);
    expect(pieces.some((piece) => piece.scope !== '')).toBe(true);
    for (const { scope } of pieces) expect(scope).toMatch(/^(code-(comment|keyword|name|number|string|tag))?$/);
  });

  it.each(['', 'klingon', 'constructor', '__proto__'])('knows no language %j', async (language) => expect(await colorsOf('x', language)).toBeNull());
});

describe('colours', () => {
  const channel = (value: number): number => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16) / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const grounds = [...readFileSync(join(source, 'theme.ts'), 'utf8').matchAll(/\bsurface: '(#\w{6})'/g)].map((match) => match[1] as string);
  const rules = readFileSync(join(source, 'components/code-colors.css'), 'utf8').split('.v-theme--dark .code-block');

  it.each([0, 1])('can be read on their ground (%i)', (theme) => {
    const colors = [...(rules[theme] as string).matchAll(/--code-\w+: (#\w{6})/g)].map((match) => match[1] as string);
    expect(colors).toHaveLength(6);
    for (const color of colors) expect([color, contrast(color, grounds[theme] as string) >= 4.5]).toEqual([color, true]);
  });
});
