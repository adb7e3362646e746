import { contender } from "../loggers/all.js";
import { child } from "../measure/child.js";
import { middle } from "../measure/figure.js";
import { LINE } from "./lines.js";

/** Processes, of which the median counts, and rounds of a process, of which the best does. */
const PROCESSES = 3;
const ROUNDS = 5;
const FLAGS = ["--expose-gc"];

const BARE = {
  floor: "floor: a socket",
  "floor-logger": "floor: clock + copy + a socket",
  "floor-asking": "floor: a socket, with callbacks",
};
/** The places, and the contenders of each. log4js has no Unix sockets. */
const STREAMS = {
  TCP: {
    kind: "tcp",
    ids: [
      "floor",
      "floor-logger",
      "fastlog",
      "pino-transport",
      "pino-default",
      "winston",
      "log4js",
    ],
  },
  "Unix socket": {
    kind: "unix",
    ids: ["floor", "floor-logger", "fastlog", "pino-transport", "pino-default", "winston"],
  },
};
const DATAGRAMS = { UDP: "single", "UDP, packed": "packed" };
const DATAGRAM_IDS = ["floor", "floor-asking", "fastlog"];
/** The records that are logged while the peer is stalled. */
const DROPPED = { message: "a message", integer: "a placeholder" };

/**
 * How many records a second sockets carry, and how long a call takes while the peer reads nothing.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureSockets({ quick, rounds = PROCESSES, isWanted, progress }) {
  const processes = quick ? 1 : rounds;
  const figures = [];
  const wanted = (ids) => ids.filter((id) => id in BARE || isWanted(id));
  const measured = async (place, script, how, ids) => {
    const args = [how, String(quick ? 2 : ROUNDS), ...wanted(ids)];
    const runs = Array.from({ length: processes }, (_, i) => {
      progress(`sockets: ${place}, process ${i + 1} of ${processes}`);
      return child(script, { args, flags: FLAGS });
    });
    for (const id of wanted(ids)) {
      figures.push(
        await figure(
          id,
          place,
          runs.map((run) => run[id]),
        ),
      );
    }
  };
  for (const [place, { kind, ids }] of Object.entries(STREAMS)) {
    await measured(place, "sockets/streams-once.js", kind, ids);
  }
  for (const [place, how] of Object.entries(DATAGRAMS)) {
    await measured(place, "sockets/datagrams-once.js", how, DATAGRAM_IDS);
  }
  return isWanted("fastlog") ? [...figures, ...stalled(processes, progress)] : figures;
}

async function figure(id, place, runs) {
  const sum = (key) => runs.reduce((sum, run) => sum + run[key], 0);
  const [logged, delivered] = [sum("logged"), sum("delivered")];
  return {
    ...{ part: "sockets", what: "line", title: `lines of ${LINE} bytes`, contender: id },
    ...{ name: BARE[id] ?? (await contender(id)).name, place },
    measures: {
      throughput: middle(runs.map(({ rate }) => rate)),
      cpu: middle(runs.map(({ cpu }) => cpu)),
    },
    records: { logged, delivered, lost: logged - delivered },
  };
}

function stalled(processes, progress) {
  progress("sockets: calls while the peer reads nothing");
  const runs = Array.from({ length: processes }, () => child("sockets/stalled-once.js"));
  return Object.entries(DROPPED).map(([what, title]) => ({
    ...{ part: "sockets", what, title: `a call that is dropped: ${title}` },
    ...{ contender: "fastlog", name: `fastlog, ${title}`, place: "a peer that reads nothing" },
    measures: { latency: middle(runs.map((run) => run[what])) },
  }));
}
