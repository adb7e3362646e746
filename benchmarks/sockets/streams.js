// A child of speed.js: how many records a second a stream carries.
//
//   node --expose-gc sockets/streams.js tcp|unix [ROUNDS]
//
// prints JSON: for each contender records and bytes a second, from the first call until the receiver, a
// process of its own, has the last byte; CPU time a record of this process; and how many were lost.
import { writeSync } from "node:fs";
import { BATCH } from "../measure/batch.js";
import { now } from "../measure/clock.js";
import { bareLogger, bareSocket } from "./bare.js";
import { fastlogTo } from "./fastlog.js";
import { LINE } from "./lines.js";
import { log4jsTcp } from "./log4js.js";
import { Peer } from "./peer.js";
import { pinoHere, pinoThread } from "./pino.js";
import { takeTurns } from "./rounds.js";
import { winstonStream } from "./winston.js";

const [, , kind = "tcp", rounds = "5"] = process.argv;
const lost = {};
const peer = await Peer.start(kind);
const results = await takeTurns(await contenders(peer.address), Number(rounds), carry);
peer.stop();
for (const [name, result] of Object.entries(results)) result.lost = lost[name];
writeSync(1, JSON.stringify(results));

async function contenders(address) {
  const { host, port, path } = address;
  const url = kind === "tcp" ? `tcp://${host}:${port}` : `unix://${path}`;
  return [
    await bareSocket(address),
    await bareLogger(address),
    fastlogTo("fastlog", url),
    await pinoThread(address),
    await pinoHere(address),
    await winstonStream(address),
    ...(kind === "tcp" ? [log4jsTcp(address)] : []),
  ];
}

/** Logs, and waits until all of it is there. */
async function carry({ name, message, send }, turns) {
  const logged = turns * BATCH;
  await peer.start();
  const before = process.cpuUsage();
  const start = now();
  await send(turns);
  const arrived = await peer.arrived(logged);
  const { user, system } = process.cpuUsage(before);
  check(name, message, logged, arrived);
  const seconds = (arrived.at - start) / 1000;
  lost[name] = (lost[name] ?? 0) + logged - arrived.records;
  return {
    rate: arrived.records / seconds,
    bytes: arrived.bytes / seconds,
    cpu: ((user + system) * 1000) / logged,
  };
}

/** A logger may lose records, which the table tells; but what arrives is what it was given. */
function check(name, message, logged, { records, bytes, first, last }) {
  const isWhole = [first, last].every((line) => line.length === LINE - 1 && line.includes(message));
  if (records > logged || bytes !== records * LINE || !isWhole) {
    const what = JSON.stringify({ logged, records, bytes, first, last });
    throw new Error(`${name}: what arrived is not what was logged: ${what}`);
  }
}
