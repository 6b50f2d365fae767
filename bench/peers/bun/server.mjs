// socket.io on Bun's own WebSockets: bun server.mjs [--port P]
import { parseArgs } from "node:util";
import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { behave } from "../behaviour.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const engine = new Engine({ path: "/socket.io/" });
const io = new Server();
io.bind(engine);
behave(io);
const server = Bun.serve({ ...engine.handler(), hostname: "127.0.0.1", port: Number(values.port) });
console.log(`listening on 127.0.0.1:${server.port}`);
