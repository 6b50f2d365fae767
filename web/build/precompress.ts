import { readFile, readdir, writeFile } from 'node:fs/promises';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin, ResolvedConfig } from 'vite';

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

/** The chunks that the login page and a room need beyond the entry, found by name in the build's own graph. */
interface Graph {
  [fileName: string]: { imports: string[]; css: string[]; names: string[] };
}

function closure(graph: Graph, roots: string[]): Set<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const next of graph[file]?.imports ?? []) visit(next);
    for (const sheet of graph[file]?.css ?? []) found.add(sheet);
  };
  roots.forEach(visit);
  return found;
}

/**
 * Writes a `.br` and a `.gz` beside every text file of the build, the same bytes for the same input, and prints
 * the size of what login and chat load together. A build over the budget fails.
 */
export function precompress(options: { budgetBytes: number }): Plugin {
  let config: ResolvedConfig;
  const graph: Graph = {};
  return {
    name: 'webchats:precompress',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const meta = (chunk as { viteMetadata?: { importedCss: Set<string> } }).viteMetadata;
        graph[chunk.fileName] = {
          imports: chunk.imports,
          css: [...(meta?.importedCss ?? [])],
          names: chunk.moduleIds,
        };
      }
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
      const languages = Object.keys(graph).filter((file) => graph[file]?.names.some((id) => /\/i18n\/(zh-CN|zh-TW|en)\.ts$/.test(id)));
      const language = languages.sort((a, b) => size(b) - size(a)).slice(0, 1);
      const pageChunks = [...language, ...Object.keys(graph).filter((file) => graph[file]?.names.some((id) => pages.some((page) => id.endsWith(page))))];
      const first = closure(graph, [...entryFiles(html), ...pageChunks]);
      let total = 0;
      for (const file of first) total += size(file);
      const kilobytes = (total / 1000).toFixed(1);
      console.log(`\nlogin + chat: ${kilobytes} kB brotli of JS+CSS in ${first.size} files (budget ${options.budgetBytes / 1000} kB)`);
      if (total > options.budgetBytes) throw new Error(`the page is over its budget: ${kilobytes} kB`);
    },
  };
}
