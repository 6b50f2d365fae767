// Lays the browser client of the npm package socket.io-client, with its compressed forms, into web/client/dist, from
// where the server takes it in: /socket.io/socket.io.min.js and its neighbours.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const source = path.join(path.dirname(createRequire(import.meta.url).resolve('socket.io-client/package.json')), 'dist');
const target = path.resolve(import.meta.dirname, '../client/dist');

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
for (const name of (await readdir(source)).sort()) {
  const bytes = await readFile(path.join(source, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await writeFile(path.join(target, name), bytes);
  await writeFile(path.join(target, `${name}.br`), brotliCompressSync(bytes, { params }));
  await writeFile(path.join(target, `${name}.gz`), gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
}
