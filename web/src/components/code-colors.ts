import type { Emitter, LanguageFn } from 'highlight.js';
import core from 'highlight.js/lib/core';
import './code-colors.css';

/** A piece of code and the class of its colour, empty for none. */
export interface Colored {
  readonly text: string;
  readonly scope: string;
}

type Grammar = () => Promise<{ default: LanguageFn }>;

/** What is coloured; each grammar comes with the first code that needs it. */
const grammars: Record<string, Grammar> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  diff: () => import('highlight.js/lib/languages/diff'),
  go: () => import('highlight.js/lib/languages/go'),
  ini: () => import('highlight.js/lib/languages/ini'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  php: () => import('highlight.js/lib/languages/php'),
  python: () => import('highlight.js/lib/languages/python'),
  rust: () => import('highlight.js/lib/languages/rust'),
  sql: () => import('highlight.js/lib/languages/sql'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
};

const otherNames: Record<string, string> = {
  c: 'cpp', 'c++': 'cpp', h: 'cpp', hpp: 'cpp', cs: 'csharp', 'c#': 'csharp', golang: 'go', html: 'xml', svg: 'xml', vue: 'xml', js: 'javascript', jsx: 'javascript', mjs: 'javascript',
  patch: 'diff', py: 'python', rs: 'rust', scss: 'css', sh: 'bash', shell: 'bash', zsh: 'bash', console: 'bash', toml: 'ini', ts: 'typescript', tsx: 'typescript', yml: 'yaml',
};

/** The kinds of words in a grammar, by the first part of their name. What is not here has the colour of text. */
const scopes: Record<string, string> = {
  addition: 'tag', attr: 'number', attribute: 'number', built_in: 'name', bullet: 'number', comment: 'comment', deletion: 'keyword', keyword: 'keyword', literal: 'number', meta: 'comment',
  name: 'tag', number: 'number', quote: 'comment', regexp: 'string', section: 'name', selector: 'tag', string: 'string', symbol: 'number', tag: 'tag', title: 'name', type: 'name', variable: 'number',
};

const classOf = (scope: string): string => {
  const known = scopes[scope.split(/[.-]/)[0] ?? ''];
  return known === undefined ? '' : `code-${known}`;
};

/** Takes what a grammar finds as a flat list of pieces. No HTML is ever made of it. */
class Pieces implements Emitter {
  readonly list: Colored[] = [];
  private readonly inside: string[] = [];

  addText(text: string): void {
    if (text !== '') this.list.push({ text, scope: this.inside.at(-1) ?? '' });
  }

  startScope(name: string): void {
    this.inside.push(classOf(name) || (this.inside.at(-1) ?? ''));
  }

  endScope(): void {
    this.inside.pop();
  }

  // The names by which the library calls the same two from within.
  readonly openNode = this.startScope;
  readonly closeNode = this.endScope;

  /** Code in another language within this one. */
  __addSublanguage(other: Emitter): void {
    this.list.push(...(other as Pieces).list);
  }

  finalize(): void {
    this.inside.length = 0;
  }

  toHTML(): string {
    return '';
  }
}

core.configure({ __emitter: Pieces });

/** The code in pieces with their colours; null where the language is not known here. */
export async function colorsOf(text: string, language: string): Promise<readonly Colored[] | null> {
  const name = otherNames[language] ?? language;
  const grammar = Object.hasOwn(grammars, name) ? grammars[name] : undefined;
  if (!grammar) return null;
  if (!core.getLanguage(name)) core.registerLanguage(name, (await grammar()).default);
  return (core.highlight(text, { language: name, ignoreIllegals: true })._emitter as Pieces).list;
}
