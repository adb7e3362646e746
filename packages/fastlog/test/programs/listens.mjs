// Takes what comes by TCP, reports its port, and keeps what each connection says, if it says anything, in
// a file of its own.
import { appendFileSync, writeSync } from "node:fs";
import { createServer } from "node:net";

const [host, path, backlog] = process.argv.slice(2);
let connections = 0;

const server = createServer((socket) => {
  let own;
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    own ??= `${path}.${connections++}`;
    appendFileSync(own, bytes);
  });
});
server.listen({ host, port: 0, backlog: Number(backlog) }, () => {
  writeSync(3, `${server.address().port}\n`);
});
