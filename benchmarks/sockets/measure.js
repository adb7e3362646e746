import { child } from "../measure/child.js";
import { repeat } from "../processes.js";

/** Of each contender in one process. The best one counts, and of the processes the median. */
const ROUNDS = "7";
const FLAGS = ["--expose-gc"];

const FASTLOG = "fastlog";
const SOCKET = "floor: a socket";
const LOGGER = "floor: clock + copy + a socket";
const PINO = ["pino: pino-socket", "pino: pino-socket, in a thread"];

/** All that is measured of sockets. `progress` is told what comes next. */
export function measureSockets(progress) {
  progress("records over TCP");
  const tcp = streams("tcp");
  progress("records over a Unix socket");
  const unix = streams("unix");
  progress("records over UDP");
  const udp = repeat(datagrams);
  progress("calls while the peer is stalled");
  const stalled = repeat(() => child("sockets/stalled.js"));
  return { tcp, unix, udp, stalled };
}

/** @param {"tcp" | "unix"} kind */
function streams(kind) {
  const lost = {};
  const results = repeat(() => {
    const rates = child("sockets/streams.js", { args: [kind, ROUNDS], flags: FLAGS });
    for (const [name, result] of Object.entries(rates)) {
      lost[name] = (lost[name] ?? 0) + result.lost;
      compare(rates, result);
    }
    const pino = Math.max(...PINO.map((name) => rates[name].rate));
    rates[FASTLOG].pinoTimes = rates[FASTLOG].rate / pino;
    rates[FASTLOG].loggerShare = rates[FASTLOG].rate / rates[LOGGER].rate;
    return rates;
  });
  // A median would hide them.
  for (const [name, result] of Object.entries(results)) result.lost = lost[name];
  return results;
}

function datagrams() {
  const [single, packed] = ["single", "packed"].map((how) =>
    child("sockets/datagrams.js", { args: [how, ROUNDS], flags: FLAGS }),
  );
  for (const rates of [single, packed]) {
    for (const result of Object.values(rates)) compare(rates, result);
  }
  packed[FASTLOG].singleTimes = packed[FASTLOG].rate / single[FASTLOG].rate;
  return { single, packed };
}

/** With the others of its process. */
function compare(rates, result) {
  result.share = result.rate / rates[SOCKET].rate;
  result.slower = rates[FASTLOG].rate / result.rate;
}
