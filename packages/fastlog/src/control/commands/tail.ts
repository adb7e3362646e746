import { formatOf } from "../../config/format.ts";
import { dateOf } from "../../config/lease-changes.ts";
import { timeOf } from "../../config/leases.ts";
import { show } from "../../diagnostics/show.ts";
import type { Format } from "../../encode/format/format.ts";
import { isFields } from "../../fields/argument-kind.ts";
import { strictFilter } from "../../filter/filter-option.ts";
import { parseWhere } from "../../where/where.ts";
import type { Command } from "../command.ts";
import { invalidRequest, numberIn, type Request, textIn } from "../request.ts";
import { now } from "../tail/now.ts";
import { Tail, type TailPlan } from "../tail/tail.ts";
import type { Where } from "../tail/tap-order.ts";

const DEFAULT_FILTER = "trace";
const DEFAULT_TIME = "60s";
const DEFAULT_MAX = 1000;
const DEFAULT_RATE = 1000;
const MOST = 1_000_000;

/** Streams records. */
export const tail: Command = {
  about:
    "sends the records that match, as lines, also those below the level of the log, until a limit is reached",
  members: {
    filter: `a filter as in LOG, with a pattern: "dep1=trace/timeout"; default "${DEFAULT_FILTER}"`,
    where:
      'a condition: "status>=500 and path~\'^/api\'"; or values: {"status":500,"user.id":"ada"}',
    thread: "the number of the only thread; default all",
    pid: "this process",
    for: `a time of at most a day: "10m"; default "${DEFAULT_TIME}"`,
    max: `a number of records; default ${DEFAULT_MAX}`,
    rate: `a number of records a second; default ${DEFAULT_RATE}`,
    format:
      'a format as in configure: "json", "text", {"template":"{level} {message}"}; default "json"',
    color: "whether levels are coloured; default false",
  },
  run(of, request, client) {
    const plan = planOf(request);
    const { pid } = request;
    if (pid !== undefined && pid !== process.pid) {
      throw invalidRequest(`invalid pid ${show(pid)} of tail (this is the process ${process.pid})`);
    }
    const threads = [0, ...of.otherThreads];
    if (plan.thread !== undefined && !threads.includes(plan.thread)) {
      throw invalidRequest(
        `invalid thread ${plan.thread} of tail (the threads are ${threads.join(", ")})`,
      );
    }
    client.stream((onEnd) => new Tail(of, client, plan, onEnd));
    const { filter, where, format, max, rate, until } = plan;
    return { filter, where, format, max, rate, until: dateOf(until - now()) };
  },
};

/** Ends the stream of the connection. */
export const stop: Command = {
  about: "ends the tail of this connection",
  members: {},
  run(_, __, client) {
    client.endStream();
    return {};
  },
};

/** Reads the members. Throws for any that cannot be used. */
function planOf(request: Request): TailPlan {
  const filter = textIn(request, "filter") ?? DEFAULT_FILTER;
  if (strictFilter(filter).hasLimits) {
    throw invalidRequest(
      `invalid filter ${show(filter)} of tail (limits do not apply; there is rate)`,
    );
  }
  const time = timeOf(request["for"] ?? DEFAULT_TIME);
  return {
    filter,
    where: whereIn(request),
    thread: numberIn(request, "thread", 0, Number.MAX_SAFE_INTEGER),
    until: now() + time,
    max: numberIn(request, "max", 1, MOST) ?? DEFAULT_MAX,
    rate: numberIn(request, "rate", 1, MOST) ?? DEFAULT_RATE,
    format: formatIn(request),
    color: flagIn(request, "color"),
  };
}

function whereIn(request: Request): Where | undefined {
  const { where } = request;
  if (where === undefined) return undefined;
  if (isFields(where)) return where;
  if (typeof where !== "string") {
    throw invalidRequest(`invalid where ${show(where)} of tail (expected a condition, or values)`);
  }
  parseWhere(where, "where");
  return where;
}

function formatIn({ format = "json" }: Request): Format {
  const value = format as Format;
  formatOf(value);
  return value;
}

function flagIn(request: Request, member: string): boolean {
  const value = request[member] ?? false;
  if (typeof value === "boolean") return value;
  throw invalidRequest(`invalid ${member} ${show(value)} of tail (expected true or false)`);
}
