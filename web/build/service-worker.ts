import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

/** Writes `sw.js` with the names of all files of the build, and a version that changes when one of them does. */
export function serviceWorker(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'webchats:service-worker',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    async writeBundle() {
      const out = join(config.root, config.build.outDir);
      const source = await readFile(join(config.root, 'worker/service-worker.js'), 'utf8');
      const entries = await readdir(out, { withFileTypes: true, recursive: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(out, join(entry.parentPath, entry.name)))
        .filter((file) => file !== 'sw.js' && !/\.(br|gz)$/.test(file))
        .sort();
      const hash = createHash('sha256').update(source);
      for (const file of files) hash.update(file).update(await readFile(join(out, file)));
      const shell = files.map((file) => (file === 'index.html' ? '/' : `/${file}`));
      await writeFile(join(out, 'sw.js'), source.replace('__VERSION__', hash.digest('hex').slice(0, 16)).replace('__SHELL__', JSON.stringify(shell)));
    },
  };
}
