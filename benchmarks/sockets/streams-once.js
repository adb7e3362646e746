// How many records a second a stream carries.
//
//   node --expose-gc streams-once.js tcp|unix ROUNDS CONTENDER…
//
// Prints JSON: for each contender records a second, from the first call until the receiver, a process of its own, has the
// last byte; CPU time a record of this process; and how many records were logged and delivered.
import { writeSync } from "node:fs";
import { BATCH } from "../measure/batch.js";
import { now } from "../measure/clock.js";
import { bareLogger, bareSocket } from "./bare.js";
import { LINE } from "./lines.js";
import { Peer } from "./peer.js";
import { takeTurns } from "./rounds.js";

const BARE = { floor: bareSocket, "floor-logger": bareLogger };

const [, , kind, rounds, ...ids] = process.argv;
const peer = await Peer.start(kind, LINE);
const counts = Object.fromEntries(ids.map((id) => [id, { logged: 0, delivered: 0 }]));
const senders = [];
for (const id of ids) senders.push(await begin(id));
const results = await takeTurns(senders, Number(rounds), carry);
peer.stop();
for (const id of ids) Object.assign(results[id], counts[id]);
writeSync(1, JSON.stringify(results));
process.exit();

async function begin(id) {
  if (BARE[id] !== undefined) return BARE[id](peer.address);
  const { sender } = await import(`./sender.js?${id}`);
  return sender(id, { kind, ...peer.address }, peer);
}

/** Logs, and waits until all of it is there. */
async function carry({ id, send }, turns) {
  const logged = turns * BATCH;
  await peer.start();
  const before = process.cpuUsage();
  const start = now();
  await send(turns);
  const arrived = await peer.arrived(logged);
  const { user, system } = process.cpuUsage(before);
  check(id, logged, arrived, await peer.samples());
  counts[id].logged += logged;
  counts[id].delivered += arrived.records;
  return {
    rate: (arrived.records * 1000) / (arrived.at - start),
    cpu: ((user + system) * 1000) / logged,
  };
}

/** Records may be lost, which the table shows, but not torn. */
function check(id, logged, { records, bytes }, samples) {
  const torn = samples.find((line) => line.length !== LINE - 1);
  if (records <= logged && bytes === records * LINE && torn === undefined) return;
  const what = JSON.stringify({ logged, records, bytes, torn });
  throw new Error(`${id}: what arrived is not what was logged: ${what}`);
}
