// What must hold after each sequence.
import { LEVELS, MOST_SINKS } from "./commands.mjs";

/** How many records are logged at the end, to see that it goes on. */
const LAST = 20;

/** Ends a world, and returns what of the contract it has broken. */
export async function brokenBy(world) {
  const { f, problems } = world;
  world.calm();
  await world.turns(2);
  await f.flush({ timeout: 100 }).catch(() => {});
  const last = world.startAnew();
  await f.flush({ timeout: 100 }).catch(() => {});
  for (let i = 0; i < LAST; i++) world.write("plain", "info");
  const firstOfLast = world.logged - LAST + 1;
  await f.flush({ timeout: 100 }).catch(() => {});
  await f.close().catch(() => {});
  for (const sink of world.sinks) await sink.end();
  await world.turns(1);

  const stats = f.stats();
  checkCounts(world, stats);
  checkSinks(world, stats);
  checkCaptures(world);
  const there = new Set(last.parts().flat().map(idOf));
  for (let id = firstOfLast; id <= world.logged; id++)
    if (!there.has(id)) problems.push(`record ${id} of the last ones is not there`);
  return problems;
}

/** Each record was delivered or dropped once by each backend that it was for, or is in a capture. */
function checkCounts({ least, most, captures, problems }, stats) {
  const { backends, retired, dropped } = stats;
  const counted = [...backends, retired].reduce(
    (sum, { records, dropped, notices }) => sum + records + dropped - notices,
    dropped,
  );
  // One that no backend was given is counted once, for however many it was.
  const unrouted = dropped * (MOST_SINKS - 1);
  // What a capture has not, is counted as what no backend was given.
  const missing = captures.map((capture) => {
    const { length } = recordsOf(capture);
    return [Math.max(0, capture.least - length), Math.max(0, capture.most - length)];
  });
  const from = least + missing.reduce((sum, [few]) => sum + few, 0);
  const to = most + missing.reduce((sum, [, many]) => sum + many, 0);
  if (counted + unrouted < from || counted > to)
    problems.push(`${from} to ${to} are to be counted, not ${counted}: ${JSON.stringify(stats)}`);
  if (missing.some(([few]) => few > dropped))
    problems.push(
      `captures miss ${missing.map(([few]) => few)} records, and ${dropped} are counted`,
    );
  for (const { name, buffered } of backends)
    if (buffered !== 0) problems.push(`${name} holds ${buffered} bytes still`);
}

/** Where it can be known, what was delivered has arrived; nothing twice, nothing torn, and all in order. */
function checkSinks({ sinks, problems }, { backends, retired }) {
  const isExact = sinks.every(({ isExact }) => isExact);
  let lines = 0;
  for (const { kind, parts, isOrdered = true } of sinks) {
    const seen = new Set();
    for (const part of parts()) {
      lines += part.length;
      let last = 0;
      for (const line of part) {
        const id = idOf(line);
        if (!isWhole(line)) problems.push(`${kind}: not whole: ${shown(line)}`);
        if (id === undefined) {
          if (!/records? dropped|could not be encoded|\[Throws: inside\]/.test(line))
            problems.push(`${kind}: no record: ${shown(line)}`);
          continue;
        }
        if (seen.has(id)) problems.push(`${kind}: record ${id} is there twice: ${shown(line)}`);
        if (isOrdered && id <= last) problems.push(`${kind}: record ${id} comes after ${last}`);
        seen.add(id);
        last = id;
      }
    }
  }
  const delivered = [...backends, retired].reduce((sum, { records }) => sum + records, 0);
  if (isExact && lines !== delivered)
    problems.push(`${delivered} are counted as delivered, and ${lines} have arrived`);
}

function checkCaptures({ captures, problems }) {
  for (const capture of captures) {
    const records = recordsOf(capture);
    const { most } = capture;
    const ids = records.map(idOf).filter((id) => id !== undefined);
    if (records.length > most) problems.push(`a capture has ${records.length} records of ${most}`);
    if (ids.some((id, i) => i > 0 && id <= ids[i - 1]))
      problems.push("a capture has a record twice, or too late");
  }
}

/** All that a capture has but fastlog's own. */
function recordsOf({ lines }) {
  return lines.filter((line) => !/records? dropped/.test(line));
}

/** The number of a record. */
function idOf(line) {
  const id = /#(\d+)#/.exec(line)?.[1];
  return id === undefined ? undefined : Number(id);
}

const LEVEL_NAMES = LEVELS.map((level) => level.toUpperCase()).join("|");
const STARTS = [
  new RegExp(`^\\S+Z\\t\\d+\\t\\d+\\t(?:${LEVEL_NAMES})\\tmain\\t`),
  /^\S+Z\tERROR\ta record could not be encoded/,
  /^time=\S+Z level=\w+ hrtime=\d+ pid=\d+ tag=main (?:target=\w+ )?msg=/,
  /^<\d+>1 \S+Z \S+ \S+ \d+ /,
];

/** Whether a line is one record of a format, from its beginning to its end. */
function isWhole(line) {
  if (line.startsWith("{")) {
    try {
      JSON.parse(line);
      return true;
    } catch {
      return false;
    }
  }
  const start = STARTS.find((start) => start.test(line));
  // Another record may not begin in it.
  return start !== undefined && !/.\d{4}-\d\d-\d\dT[\d:.]+Z\t\d+\t\d+\t[A-Z]+\tmain/.test(line);
}

function shown(line) {
  return JSON.stringify(line.length > 300 ? `${line.slice(0, 300)}… of ${line.length}` : line);
}
