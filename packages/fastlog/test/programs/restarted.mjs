// A receiver that may be killed at any moment: what it has read of a connection is in a file by then.
//
//   node restarted.mjs PORT FOLDER FIRST     FIRST is the number of its first connection
import { appendFileSync, writeFileSync, writeSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const [port, folder, first] = process.argv.slice(2);
let connections = Number(first);

const server = createServer((socket) => {
  const path = join(folder, String(connections++));
  writeFileSync(path, "");
  socket.on("error", () => {});
  socket.on("data", (bytes) => appendFileSync(path, bytes));
});
server.listen({ host: "127.0.0.1", port: Number(port) }, () => {
  writeSync(3, `${server.address().port}\n`);
});
