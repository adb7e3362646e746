// Processor time of a request that `fastlog/http` takes, beside the same server without it: real servers and requests.
// Servers of all ways to log run at once, and take turns of 1,000 requests in random order, so that other load meets all
// of them; the median of a server's turns counts.
//
//   node http.js [TURNS] [--check]
import { fork } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { median } from "../measure/statistics.js";

const CONNECTIONS = 16;
const REQUESTS = 1_024;
const WARM = 10;
/** Of each way. V8 optimises a little differently in each. */
const PROCESSES = 3;
const REQUEST =
  "GET /users/17?x=1 HTTP/1.1\r\nhost: localhost\r\nuser-agent: bench\r\naccept: */*\r\n\r\n";

/** In nanoseconds: the most that a request may take beside its record. */
const MOST = 1_500;

const WAYS = [
  "nothing",
  "by hand",
  "http() without records and ids",
  "http() without records",
  "http()",
];

const turns = Number(process.argv.slice(2).find((one) => /^\d+$/.test(one)) ?? 40);
const servers = await Promise.all(
  WAYS.flatMap((way) => Array.from({ length: PROCESSES }, () => start(way))),
);
for (let turn = 0; turn < WARM + turns; turn++) {
  for (const server of shuffled(servers)) {
    const before = await usage(server);
    await load(server.port);
    const after = await usage(server);
    const cost = ((after.cpu - before.cpu) * 1_000) / (after.requests - before.requests);
    if (turn >= WARM) server.samples.push(cost);
  }
}
for (const { child } of servers) child.disconnect();

/** The median over the turns of one way's processes, and of these the mean. */
const costOf = (way) => {
  const medians = servers.filter((one) => one.way === way).map(({ samples }) => median(samples));
  return medians.reduce((sum, one) => sum + one, 0) / medians.length;
};
console.log(`${process.version}, processor time of a request, in ns`);
console.log(`the server alone: ${costOf("nothing").toFixed(0)}`);
for (const way of WAYS.slice(1)) {
  console.log(`${way}: ${(costOf(way) - costOf("nothing")).toFixed(0)} more`);
}
const beside = costOf("http()") - costOf("by hand");
console.log(`http() beside its record: ${beside.toFixed(0)} (at most ${MOST})`);
if (process.argv.includes("--check") && beside > MOST) process.exitCode = 1;

async function start(way) {
  const child = fork(fileURLToPath(new URL("server.js", import.meta.url)), [way]);
  const [{ port }] = await once(child, "message");
  return { way, child, port, samples: [] };
}

async function usage({ child }) {
  child.send("how much");
  const [answer] = await once(child, "message");
  return answer;
}

/** In random order. */
function shuffled(list) {
  return list
    .map((one) => ({ one, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ one }) => one);
}

/** Sends requests over kept connections, one at a time on each. */
async function load(port) {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, () => requestSome(port, REQUESTS / CONNECTIONS)),
  );
}

async function requestSome(port, amount) {
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
