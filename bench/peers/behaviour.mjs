/** What examples/bench_server.cpp does, for servers with the API of socket.io. */
export function behave(io) {
  io.on("connection", (socket) => {
    socket.join("r");
    socket.on("message", (...args) => io.to("r").emit("message", ...args));
    socket.on("echo", (...args) => {
      const ack = args.pop();
      ack(...args);
    });
    socket.on("move", (room, ack) => {
      socket.leave("r");
      socket.join(room);
      ack();
    });
    socket.on("say", (room, text) => io.to(room).emit("message", text));
  });
}
