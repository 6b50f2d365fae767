// The interop server as a process, on a port that stays the same over restarts.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

const release = process.env.WEBCHATS_RELEASE ?? path.resolve(import.meta.dirname, "../../../build/release");

export class Server {
  #process;
  #port = 0;

  static async start() {
    const server = new Server();
    await server.start();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start() {
    this.#process = spawn(path.join(release, "examples/interop_server"), ["--port", String(this.#port)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface({ input: this.#process.stdout })) {
      const match = /listening on .*:(\d+)$/.exec(line);
      if (!match) continue;
      this.#port = Number(match[1]);
      return;
    }
    throw new Error("the server ended before it listened");
  }

  /** As a crash does: no goodbye to anybody. */
  async kill() {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  async stop() {
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGTERM");
    const [code] = await ended;
    if (code !== 0) throw new Error(`the server ended with ${code}`);
  }
}
