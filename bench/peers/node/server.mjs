// The same server as examples/bench_server.cpp on Node: node server.mjs [--port P]
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { Server } from "socket.io";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const http = createServer();
const io = new Server(http, { serveClient: false });

io.on("connection", (socket) => {
  socket.join("r");
  socket.on("message", (...args) => io.to("r").emit("message", ...args));
  socket.on("echo", (...args) => {
    const ack = args.pop();
    ack(...args);
  });
});

http.listen(Number(values.port), "127.0.0.1", () => console.log(`listening on 127.0.0.1:${http.address().port}`));
