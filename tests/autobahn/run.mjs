// node tests/autobahn/run.mjs <path of ws_echo> [id prefix…]
// Runs the table against the real server and ends with "N passed, N failed".
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { cases } from './cases.mjs';
import { runCase } from './client.mjs';

const atOnce = 16;
// The public suite has this many cases in groups 1 to 7 and 10; the rest of the table is ours.
const publicCases = 247;

const [program, ...prefixes] = process.argv.slice(2);
if (!program) {
  console.error('usage: run.mjs <path of ws_echo> [id prefix…]');
  process.exit(2);
}

const named = cases.filter(({ id }) => /^[0-9.]+$/.test(id));
if (named.length !== publicCases || new Set(cases.map(({ id }) => id)).size !== cases.length) {
  throw new Error(`the table has ${named.length} public cases, not ${publicCases}, or an id twice`);
}
const wanted = cases.filter(({ id }) => prefixes.length === 0 || prefixes.some((prefix) => `${id}.`.startsWith(`${prefix}.`)));

let passed = 0;
let failed = 0;

/** Starts a server for `tests`, runs them and ends it; whatever goes wrong is counted. */
async function runAgainst(tests, ...options) {
  const server = spawn(program, ['--port', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => server.once('exit', (code, signal) => resolve(signal ?? code)));
  try {
    const line = await new Promise((resolve, reject) => {
      createInterface(server.stdout).once('line', resolve);
      server.once('error', reject);
      exited.then((status) => reject(new Error(`the server ended with ${status}`)));
    });
    const port = Number(line.match(/^listening on 127\.0\.0\.1:(\d+)$/)?.[1]);
    if (!port) throw new Error(`the server says "${line}"`);

    const queue = [...tests];
    const worker = async () => {
      for (let test = queue.shift(); test; test = queue.shift()) {
        try {
          await runCase(port, test);
          ++passed;
        } catch (error) {
          ++failed;
          console.log(`FAILED ${test.id} (${test.what}): ${error.message}`);
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  } finally {
    server.kill('SIGTERM');
  }
  const status = await exited;
  if (status !== 0) {
    ++failed;
    console.log(`FAILED the server's end: ${status}`);
  }
}

await runAgainst(wanted.filter(({ deflate }) => !deflate));
await runAgainst(wanted.filter(({ deflate }) => deflate), '--deflate');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
