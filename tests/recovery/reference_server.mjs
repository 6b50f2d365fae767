// examples/campaign_server on the reference: node reference_server.mjs [--port P] [--recovery MS] …
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { Server } from "socket.io";

const number = (fallback) => ({ type: "string", default: String(fallback) });
const { values } = parseArgs({
  options: {
    port: number(0),
    recovery: number(120_000),
    "ping-interval": number(25_000),
    "ping-timeout": number(20_000),
    // Ours has these too; it has one loop, and keeps everything.
    loops: number(1),
    "recovery-bytes": number(0),
  },
});
const http = createServer();
const io = new Server(http, {
  serveClient: false,
  pingInterval: Number(values["ping-interval"]),
  pingTimeout: Number(values["ping-timeout"]),
  connectionStateRecovery: { maxDisconnectionDuration: Number(values.recovery) },
});

const executions = new Map();
const execute = (key) => executions.set(key, (executions.get(key) ?? 0) + 1).get(key);

io.on("connection", (socket) => {
  socket.on("join", (room, ack) => {
    socket.join(room);
    ack(socket.id);
  });
  socket.on("tell room", (room, ...rest) => {
    const ack = rest.pop();
    io.to(room).emit("told", ...rest);
    ack();
  });
  socket.on("count", (key, ack) => ack(execute(key)));
  socket.on("count slowly", (key, ack) => {
    const times = execute(key);
    setTimeout(() => ack(times), 600);
  });
  socket.on("counted", (key, ack) => ack(executions.get(key) ?? 0));
});

http.listen(Number(values.port), "127.0.0.1", () => console.log(`listening on 127.0.0.1:${http.address().port}`));
process.on("SIGTERM", () => process.exit(0));
