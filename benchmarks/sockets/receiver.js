// A process that receives records and counts them.
//
//   receiver.js tcp|unix|udp|stalled PATH LENGTH
//
// It sends its parent where it listens. To "start" it answers when it counts anew, to "report" what has arrived since, and
// to "samples" the lines that were kept. `stalled` accepts, and reads nothing until it is told to "read". LENGTH is how
// many bytes most lines have, or 0.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { Tally } from "../records/tally.js";

/** Bytes that the kernel may keep; it gives less if its limit is lower. */
const RECEIVE_BUFFER = 8 << 20;

const [, , kind, path, length] = process.argv;
let tally = new Tally(Number(length));
/** Connections that are not read from. @type {import("node:net").Socket[]} */
const stalled = [];

process.on("disconnect", () => process.exit());
process.on("message", (question) => {
  if (question === "start") tally = new Tally(Number(length));
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
    // Some loggers reset the connection when they are closed.
    socket.on("error", () => {});
    if (kind === "stalled") stalled.push(socket);
    else socket.on("data", (bytes) => tally.stream(bytes));
  });
  if (kind === "unix") server.listen(path, () => process.send({ path }));
  else server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
}
