// examples/conformance as a process on a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

const release = process.env.WEBCHATS_RELEASE ?? path.resolve(import.meta.dirname, "../../../build/release");

/** Starts `mode`; call `stop` when done, which fails when the server did not end well. `kill` is a crash. */
export async function startServer(mode, ...options) {
  const child = spawn(path.join(release, "examples/conformance"), [mode, "--port", "0", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^listening on port (\d+)$/.exec(line)?.[1];
    if (!port) continue;
    const end = async (signal) => {
      const ended = child.exitCode === null ? once(child, "exit") : [child.exitCode];
      child.kill(signal);
      return (await ended)[0];
    };
    return {
      port,
      host: `127.0.0.1:${port}`,
      pid: child.pid,
      async stop() {
        const code = await end("SIGTERM");
        if (code !== 0) throw new Error(`the server ended with ${code}`);
      },
      async kill() {
        await end("SIGKILL");
      },
    };
  }
  throw new Error("the server ended before it listened");
}
