import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = process.env['WEBCHATS_BIN'] ?? join(import.meta.dirname, '../../../build/release/webchats');
const readyMs = 20_000;
const stopMs = 15_000;

/** One `webchats serve` on a free port of the loopback, with a data directory of its own. Stopped and started again, it keeps both. */
export class ChatServer {
  private process_: ChildProcess | null = null;
  private address_ = '';
  private output_ = '';
  private readonly data_ = mkdtempSync(join(tmpdir(), 'webchats-e2e-'));
  private readonly settings_: Readonly<Record<string, string>>;

  /** `settings`: environment variables of the server, such as `WEBCHATS_MESSAGE_BURST`. */
  constructor(settings: Readonly<Record<string, string>> = {}) {
    this.settings_ = settings;
  }

  get url(): string {
    return this.address_;
  }

  /** What the server said so far: shown when a test fails. */
  get output(): string {
    return this.output_;
  }

  /** Before the first start: what an export says (docs/export.md), without its first and last line. */
  async import(lines: readonly object[]): Promise<void> {
    const child = spawn(binary, ['import', '-', '--data', this.data_], { stdio: ['pipe', 'pipe', 'pipe'] });
    for (const said of [child.stdout, child.stderr]) said.on('data', (data: Buffer) => (this.output_ += data.toString()));
    const all = [{ type: 'header', format: 1, program: 'e2e' }, ...lines, { type: 'end', lines: lines.length + 2 }];
    child.stdin.end(all.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the import ended with ${code}:\n${this.output_}`);
  }

  async start(): Promise<void> {
    const listen = this.address_ ? new URL(this.address_).host : '127.0.0.1:0';
    const child = spawn(binary, ['serve', '--listen', listen, '--data', this.data_], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.settings_ } });
    this.process_ = child;
    const from = this.output_.length;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no address within ${readyMs} ms:\n${this.output_}`)), readyMs);
      const read = (data: Buffer): void => {
        this.output_ += data.toString();
        const address = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(this.output_.slice(from));
        if (!address) return;
        this.address_ = address[0];
        clearTimeout(late);
        resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${binary} ended with ${code}:\n${this.output_}`)));
    });
  }

  /** SIGTERM, and the exit code; a server that does not drain in time is killed and the code is null. */
  async stop(): Promise<number | null> {
    const child = this.process_;
    this.process_ = null;
    if (!child || child.exitCode !== null) return child?.exitCode ?? 0;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
    const [code] = (await ended) as [number | null];
    clearTimeout(late);
    return code;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.data_, { recursive: true, force: true });
  }
}
