// A child of speed.js: how many records a second are sent as UDP datagrams.
//
//   node --expose-gc sockets/datagrams.js single|packed [ROUNDS]
//
// prints JSON: for each contender records a second, from the first call until the operating system has
// taken the last datagram or thrown it away; CPU time a record; and the share that has arrived.
import { writeSync } from "node:fs";
import { BATCH } from "../measure/batch.js";
import { now } from "../measure/clock.js";
import { bareDatagrams } from "./bare-datagrams.js";
import { fastlogTo } from "./fastlog.js";
import { LINE } from "./lines.js";
import { Peer } from "./peer.js";
import { takeTurns } from "./rounds.js";

/** What fits into a packet of Ethernet. */
const PACK = 1400;

const [, , how = "single", rounds = "5"] = process.argv;
const pack = how === "packed" ? PACK : 0;
const total = {};
const peer = await Peer.start("udp");
const results = await takeTurns(await contenders(peer.address), Number(rounds), carry);
peer.stop();
for (const [name, result] of Object.entries(results)) {
  const { logged, arrived, datagrams } = total[name];
  result.arrived = arrived / logged;
  result.recordsEach = arrived / datagrams;
}
writeSync(1, JSON.stringify(results));

async function contenders(address) {
  const url = `udp://${address.host}:${address.port}`;
  const records = pack === 0 ? 1 : Math.floor((pack + 1) / LINE);
  return [
    await bareDatagrams(address, records, false),
    await bareDatagrams(address, records, true),
    fastlogTo("fastlog", pack === 0 ? url : `${url}?pack=${pack}`),
  ];
}

/** Logs, and counts what is there when no more arrives. */
async function carry({ name, message, send }, turns) {
  const logged = turns * BATCH;
  await peer.start();
  const before = process.cpuUsage();
  const start = now();
  await send(turns);
  const seconds = (now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const arrived = await peer.arrived(logged);
  check(name, message, arrived);
  total[name] ??= { logged: 0, arrived: 0, datagrams: 0 };
  total[name].logged += logged;
  total[name].arrived += arrived.records;
  total[name].datagrams += arrived.datagrams;
  return { rate: logged / seconds, cpu: ((user + system) * 1000) / logged };
}

function check(name, message, { records, datagrams, bytes, first, last }) {
  const isWhole = [first, last].every((line) => line.length === LINE - 1 && line.includes(message));
  // The last record of a datagram has no newline.
  if (bytes !== records * LINE - datagrams || !isWhole) {
    const what = JSON.stringify({ records, datagrams, bytes, first, last });
    throw new Error(`${name}: what arrived is not what was logged: ${what}`);
  }
}
