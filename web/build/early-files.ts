import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';
import { closure, graphOf, holding } from './chunk-graph.ts';

/** Puts `worker/early.js` at the head of the page, with the names of what a first view needs beyond the files that `index.html` names. */
export function earlyFiles(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'webchats:early-files',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle: {
      order: 'post',
      async handler(_, bundle) {
        const html = bundle['index.html'];
        if (html?.type !== 'asset') throw new Error('the build has no index.html');
        const graph = graphOf(bundle);
        const entry = closure(graph, Object.keys(graph).filter((file) => graph[file]?.isEntry));
        const beyond = (module: string): string[] => [...closure(graph, holding(graph, module))].filter((file) => !entry.has(file)).map((file) => `/${file}`);
        const files = {
          texts: Object.fromEntries(['zh-CN', 'zh-TW', 'en'].map((language) => [language, beyond(`/i18n/${language}.ts`)])),
          pages: { login: beyond('/pages/LoginPage.vue'), room: beyond('/pages/RoomPage.vue') },
        };
        const source = (await readFile(join(config.root, 'worker/early.js'), 'utf8')).replace(/^\/\/.*\n/gm, '').replace('__FILES__', JSON.stringify(files));
        const fileName = `${config.build.assetsDir}/early-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.js`;
        this.emitFile({ type: 'asset', fileName, source });
        html.source = String(html.source).replace('<title>', `<script async src="/${fileName}"></script>\n    <title>`);
      },
    },
  };
}
