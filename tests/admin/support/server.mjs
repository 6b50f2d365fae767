// The example server with its admin page's namespace, and the page's files, each on a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const release = process.env.WEBCHATS_RELEASE ?? path.resolve(import.meta.dirname, "../../../build/release");

export async function startServer(...options) {
  const child = spawn(path.join(release, "examples/admin"), options, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  for await (const line of createInterface({ input: child.stdout })) {
    const match = /listening on (.*)$/.exec(line);
    if (!match) continue;
    return {
      url: `http://${match[1]}`,
      pid: child.pid,
      async stop() {
        child.kill("SIGTERM");
        const [code] = await ended;
        if (code !== 0) throw new Error(`the server ended with ${code}`);
      },
    };
  }
  throw new Error("the server ended before it listened");
}

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png" };

/** Serves the page as it is in the package. */
export async function startPage() {
  const root = path.join(path.dirname(require.resolve("@socket.io/admin-ui/package.json")), "ui/dist");
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://page");
    const file = path.join(root, pathname === "/" ? "index.html" : pathname);
    try {
      const body = await readFile(file);
      response.setHeader("Content-Type", types[path.extname(file)] ?? "application/octet-stream");
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
