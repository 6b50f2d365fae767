import { readFile, readdir, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin, ResolvedConfig } from 'vite';
import { closure, graphOf, holding, type Graph } from './chunk-graph.ts';

const textKinds = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.txt', '.map']);

/** What `index.html` names: the entry script, its preloaded modules and the style sheets. */
function entryFiles(html: string): string[] {
  return [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1] as string);
}

async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * Writes a `.br` and a `.gz` beside every text file of the build, the same bytes for the same input, and prints
 * the size of what login and chat load together. A build over the budget fails.
 */
export function precompress(options: { budgetBytes: number }): Plugin {
  let config: ResolvedConfig;
  let graph: Graph = {};
  return {
    name: 'webchats:precompress',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle(_, bundle) {
      graph = graphOf(bundle);
    },
    async closeBundle() {
      const out = join(config.root, config.build.outDir);
      const sizes = new Map<string, number>();
      for (const file of await filesBelow(out)) {
        if (!textKinds.has(extname(file))) continue;
        const bytes = await readFile(file);
        const brotli = brotliCompressSync(bytes, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
          },
        });
        await writeFile(`${file}.br`, brotli);
        await writeFile(`${file}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
        sizes.set(relative(out, file), brotli.length);
      }
      const html = await readFile(join(out, 'index.html'), 'utf8');
      const pages = ['/pages/LoginPage.vue', '/pages/ChatShell.vue', '/pages/LobbyPage.vue', '/pages/RoomPage.vue'];
      // One language is loaded: the largest counts.
      const size = (file: string): number => sizes.get(file) ?? 0;
      const languages = ['zh-CN', 'zh-TW', 'en'].flatMap((one) => holding(graph, `/i18n/${one}.ts`));
      const language = languages.sort((a, b) => size(b) - size(a)).slice(0, 1);
      const first = closure(graph, [...entryFiles(html), ...language, ...pages.flatMap((page) => holding(graph, page))]);
      let total = 0;
      for (const file of first) total += size(file);
      const kilobytes = (total / 1000).toFixed(1);
      console.log(`\nlogin + chat: ${kilobytes} kB brotli of JS+CSS in ${first.size} files (budget ${options.budgetBytes / 1000} kB)`);
      if (total > options.budgetBytes) throw new Error(`the page is over its budget: ${kilobytes} kB`);
    },
  };
}
