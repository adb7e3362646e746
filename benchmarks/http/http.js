// Processor time of a request that `fastlog/http` takes, beside the same server without it: real servers and requests.
// The ways to log take turns of 2,000 requests in one server, and the median of the turns' differences counts. Times of
// two servers differ by more than is measured here.
//
//   node http.js [TURNS] [--check]
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { median } from "../measure/statistics.js";

const CONNECTIONS = 16;
const REQUESTS = 2_000;
const WARM = 8;
const REQUEST =
  "GET /users/17?x=1 HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench\r\naccept: */*\r\n\r\n";

/** In nanoseconds: the most that a request may take beside its record. */
const MOST = 1_500;

const turns = Number(process.argv.slice(2).find((one) => /^\d+$/.test(one)) ?? 60);
const server = fork(fileURLToPath(new URL("server.js", import.meta.url)));
const [{ port, ways }] = await once(server, "message");
const samples = Object.fromEntries(ways.map((way) => [way, []]));
for (let turn = 0; turn < WARM + turns; turn++) {
  for (const way of shuffled(ways)) {
    const before = await use(way);
    await load();
    const after = await use("nothing");
    const cost = ((after.cpu - before.cpu) * 1_000) / (after.requests - before.requests);
    if (turn >= WARM) samples[way].push(cost);
  }
}
server.disconnect();

const over = (way, base) => median(samples[way].map((cost, i) => cost - samples[base][i]));
console.log(`${process.version}, processor time of a request, in ns, medians of ${turns} turns`);
console.log(`the server alone: ${median(samples.nothing).toFixed(0)}`);
for (const way of ways.slice(1)) console.log(`${way}: ${over(way, "nothing").toFixed(0)} more`);
const beside = over("http()", "by hand");
console.log(`http() beside its record: ${beside.toFixed(0)} (at most ${MOST})`);
if (process.argv.includes("--check") && beside > MOST) process.exitCode = 1;

/** In random order, because a way pays for some of the garbage of the one before it. */
function shuffled(list) {
  return list
    .map((one) => ({ one, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => one);
}

/** Begins a way to log, and returns the processor time and the requests so far. */
async function use(way) {
  server.send(way);
  const [usage] = await once(server, "message");
  return usage;
}

/** Sends requests over kept connections, one at a time on each. */
async function load() {
  await Promise.all(Array.from({ length: CONNECTIONS }, () => requestSome(REQUESTS / CONNECTIONS)));
}

async function requestSome(amount) {
  const socket = connect(port, "127.0.0.1");
  let left = amount;
  socket.on("connect", () => socket.write(REQUEST));
  // A response comes in one piece.
  socket.on("data", () => {
    if (--left === 0) socket.end();
    else socket.write(REQUEST);
  });
  await once(socket, "close");
}
