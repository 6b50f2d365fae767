import type { Rollup } from 'vite';

/** The files of a build: what each imports, its style sheets and the modules in it. */
export interface Graph {
  [fileName: string]: { imports: string[]; css: string[]; names: string[]; isEntry: boolean };
}

export function graphOf(bundle: Rollup.OutputBundle): Graph {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  return Object.fromEntries(
    chunks.map((chunk) => {
      const meta = (chunk as { viteMetadata?: { importedCss: Set<string> } }).viteMetadata;
      return [chunk.fileName, { imports: chunk.imports, css: [...(meta?.importedCss ?? [])], names: chunk.facadeModuleId ? [...chunk.moduleIds, chunk.facadeModuleId] : chunk.moduleIds, isEntry: chunk.isEntry }];
    }),
  );
}

/** The chunks with a module whose name ends so. */
export const holding = (graph: Graph, ending: string): string[] => Object.keys(graph).filter((file) => graph[file]?.names.some((id) => id.endsWith(ending)));

/** `roots` and everything they load at once: their imports, the imports of those, and all style sheets. */
export function closure(graph: Graph, roots: readonly string[]): Set<string> {
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
