// How many records a second are sent as UDP datagrams.
//
//   node --expose-gc datagrams-once.js single|packed ROUNDS CONTENDER…
//
// Prints JSON: for each contender records a second, from the first call until the operating system has taken the last
// datagram or thrown it away; CPU time a record; and how many records were logged and delivered.
import { writeSync } from "node:fs";
import { BATCH } from "../measure/batch.js";
import { now } from "../measure/clock.js";
import { bareDatagrams } from "./bare-datagrams.js";
import { LINE } from "./lines.js";
import { Peer } from "./peer.js";
import { takeTurns } from "./rounds.js";
import { sender } from "./sender.js";

/** Bytes that fit into a packet of Ethernet. */
const PACK = 1400;

const [, , how, rounds, ...ids] = process.argv;
const pack = how === "packed" ? PACK : undefined;
const peer = await Peer.start("udp", LINE);
const counts = Object.fromEntries(ids.map((id) => [id, { logged: 0, delivered: 0 }]));
const senders = [];
for (const id of ids) senders.push(await begin(id));
const results = await takeTurns(senders, Number(rounds), carry);
peer.stop();
for (const id of ids) Object.assign(results[id], counts[id]);
writeSync(1, JSON.stringify(results));
process.exit();

function begin(id) {
  const records = pack === undefined ? 1 : Math.floor((pack + 1) / LINE);
  if (id.startsWith("floor")) return bareDatagrams(peer.address, records, id === "floor-asking");
  return sender(id, { kind: "udp", pack, ...peer.address }, peer);
}

/** Logs, and counts the records once no more arrive. */
async function carry({ id, send }, turns) {
  const logged = turns * BATCH;
  await peer.start();
  const before = process.cpuUsage();
  const start = now();
  await send(turns);
  const seconds = (now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const arrived = await peer.arrived(logged);
  check(id, arrived, await peer.samples());
  counts[id].logged += logged;
  counts[id].delivered += arrived.records;
  return { rate: logged / seconds, cpu: ((user + system) * 1000) / logged };
}

/** The last record of a datagram has no newline. */
function check(id, { records, datagrams, bytes }, samples) {
  const torn = samples.find((line) => line.length !== LINE - 1);
  if (bytes === records * LINE - datagrams && torn === undefined) return;
  const what = JSON.stringify({ records, datagrams, bytes, torn });
  throw new Error(`${id}: what arrived is not what was logged: ${what}`);
}
