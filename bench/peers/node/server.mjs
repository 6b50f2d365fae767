// The reference server: node server.mjs [--port P]
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { Server } from "socket.io";
import { behave } from "../behaviour.mjs";

const { values } = parseArgs({ options: { port: { type: "string", default: "0" } } });
const http = createServer();
behave(new Server(http, { serveClient: false }));
http.listen(Number(values.port), "127.0.0.1", () => console.log(`listening on 127.0.0.1:${http.address().port}`));
