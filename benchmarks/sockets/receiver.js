// A process of its own that receives what the loggers send, and counts it.
//
//   receiver.js tcp|unix|udp|stalled PATH TALLY
//
// It sends its parent where it listens. To "start" it answers when it counts anew, to "report" what has
// arrived since, and to "samples" the lines that were kept. `stalled` accepts, and reads nothing until it
// is told to "read". TALLY is the module that counts.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** What the kernel may keep while this process does something else; it gives less if its limit is lower. */
const RECEIVE_BUFFER = 8 << 20;

const [, , kind, path, module] = process.argv;
const { Tally } = await import(module);
let tally = new Tally();
/** Those that are not read from. @type {import("node:net").Socket[]} */
const stalled = [];

process.on("disconnect", () => process.exit());
process.on("message", (question) => {
  if (question === "start") tally = new Tally();
  if (question === "read") for (const socket of stalled) socket.resume();
  process.send(question === "samples" ? tally.samples : tally.report());
});

if (kind === "udp") receiveDatagrams();
else receiveStreams();

function receiveDatagrams() {
  const socket = createSocket({ type: "udp4", recvBufferSize: RECEIVE_BUFFER });
  socket.on("message", (bytes) => tally.datagram(bytes));
  socket.bind(0, "127.0.0.1", () => process.send({ port: socket.address().port }));
}

function receiveStreams() {
  const server = createServer({ pauseOnConnect: kind === "stalled" }, (socket) => {
    // A logger that leaves is not to be mourned.
    socket.on("error", () => {});
    if (kind === "stalled") stalled.push(socket);
    else socket.on("data", (bytes) => tally.stream(bytes));
  });
  if (kind === "unix") server.listen(path, () => process.send({ path }));
  else server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
}
