// echo.mjs URL [CA-FILE]: real clients by every way of connecting; prints `ok` or what went wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [url, caFile] = process.argv.slice(2);
const { io } = createRequire(`${process.env.WEBCHATS_ROOT}/tests/interop/`)("socket.io-client-4");
const ca = caFile && readFileSync(caFile);

async function echo(transports, text) {
  const socket = io(url, { transports, ca, reconnection: false, forceNew: true, timeout: 5000 });
  try {
    return await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error("no answer")), 10_000);
      socket.on("connect_error", (error) => reject(error.description ?? error));
      socket.on("disconnect", (reason) => reject(new Error(reason)));
      socket.on("message", (...values) => {
        const upgraded = transports.at(-1) === socket.io.engine.transport.name;
        if (!upgraded) return socket.io.engine.once("upgrade", () => socket.emit("message", text, Buffer.from(text)));
        clearTimeout(late);
        socket.off("disconnect");
        resolve(values[0] === text && values[1].equals(Buffer.from(text)));
      });
      socket.emit("message", text, Buffer.from(text));
    });
  } finally {
    socket.disconnect();
  }
}

// Several that upgrade: some meet their session on another loop. One large: many records.
const ways = [["polling"], ["websocket"], ...Array(8).fill(["polling", "websocket"])];
const results = await Promise.all([
  ...ways.map((transports, i) => echo(transports, `text ${i}`)),
  echo(["websocket"], "x".repeat(400_000)),
]).catch((error) => [error]);
const wrong = results.filter((result) => result !== true);
console.log(wrong.length === 0 ? "ok" : wrong);
process.exit(wrong.length === 0 ? 0 : 1);
