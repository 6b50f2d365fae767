// examples/campaign_server as a process, seen from outside (/proc) and from inside (GET /stats).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";

/** Where the built programs are. */
export const release = process.env.WEBCHATS_RELEASE ?? path.resolve(import.meta.dirname, "../../build/release");

/** A server process that says `listening on <address>:<port>`, and maybe before that `TLS on …`. */
export class ServerProcess {
  #process;
  #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  port = 0;
  tlsPort = 0;

  /** Starts `command` and waits until it listens. */
  static async start(command, args) {
    const server = new ServerProcess();
    server.#process = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface({ input: server.#process.stdout })) {
      const [, what, port] = /^(listening|TLS) on .*:(\d+)$/.exec(line) ?? [];
      if (what === "TLS") server.tlsPort = Number(port);
      if (what !== "listening") continue;
      server.port = Number(port);
      return server;
    }
    throw new Error(`${command} ended before it listened`);
  }

  /** Our server, with these options of its command line. */
  static campaign(args) {
    return ServerProcess.start(path.join(release, "examples/campaign_server"), args);
  }

  get pid() {
    return this.#process.pid;
  }

  /** Bytes of a line of /proc/<pid>/status: VmRSS now, VmHWM at most. */
  memory(line = "VmRSS") {
    const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
    return Number(new RegExp(`^${line}:\\s+(\\d+) kB`, "m").exec(status)[1]) * 1024;
  }

  descriptors() {
    return readdirSync(`/proc/${this.pid}/fd`).length;
  }

  /** GET /stats, on one connection that stays open. */
  stats() {
    return new Promise((resolve, reject) => {
      const asked = http.get({ port: this.port, host: "127.0.0.1", path: "/stats", agent: this.#agent }, (answer) => {
        let text = "";
        answer.on("data", (chunk) => (text += chunk));
        answer.on("end", () => resolve(JSON.parse(text)));
      });
      asked.on("error", reject);
    });
  }

  async stop() {
    this.#agent.destroy();
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      await ended;
    }
    if (this.#process.exitCode !== 0) {
      throw new Error(`the server ended with ${this.#process.exitCode ?? this.#process.signalCode}`);
    }
  }
}

/** Collects what a campaign found out, one line each. */
export class Verdict {
  #passed = 0;
  #failed = 0;

  check(holds, sentence) {
    if (holds) this.#passed += 1;
    else this.#failed += 1;
    console.log(`${holds ? "ok    " : "FAILED"} ${sentence}`);
  }

  /** The line that every suite ends with. */
  end() {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    process.exitCode = this.#failed > 0 || this.#passed === 0 ? 1 : 0;
  }
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const megabytes = (bytes) => `${(bytes / 1048576).toFixed(2)} MB`;
