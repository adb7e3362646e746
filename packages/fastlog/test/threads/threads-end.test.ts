import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { type Ended, program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { recordsIn } from "../lines.ts";
import { Peer } from "../sockets/peer.ts";

/** What programs/threads-end.mjs has. */
const WORKERS = 4;

const RECORD = /\tINFO\tworker-\d+\trecord (\d+) of (\d)$/;

interface Finished extends Ended {
  /** How many records each worker had logged when the process began to end. */
  readonly logged: number[];
  /** How many of each were written, one after the other and without a gap. */
  readonly written: number[];
  /** Lines that are anything else. */
  readonly others: string[];
}

/** Ends a process while its workers log. */
async function ended(pace: string, ending: string, url = "", ...more: (string | number)[]) {
  const path = join(folder(), "app.log");
  const env = { LOG_BACKEND: url === "" ? pathToFileURL(path).href : url };
  const result = await run(program("threads-end.mjs", pace, ending, ...more), { env });
  return finished(result, url === "" ? readFileSync(path, "utf8") : "");
}

function finished(result: Ended, text: string): Finished {
  const written = Array.from({ length: WORKERS }, () => 0);
  const others: string[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    const [, number, worker] = RECORD.exec(line) ?? [];
    if (Number(number) === written[Number(worker)]) written[Number(worker)] = Number(number) + 1;
    else if (!line.endsWith("\tfirst")) others.push(line);
  }
  if (!text.endsWith("\n")) others.push(text.slice(text.lastIndexOf("\n") + 1));
  const logged = (result.report.at(-1) ?? "").split(" ").map(Number);
  return { ...result, logged, written, others };
}

function expectAll({ logged, written, others }: Finished): void {
  expect(others).toEqual([]);
  expect(logged).toHaveLength(WORKERS);
  expect(written.filter((count, i) => count < (logged[i] as number))).toEqual([]);
}

describe.for([
  ["exit", 0],
  ["throw", 1],
  ["return", 0],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("as the main thread ends by %s,", ([ending, status]) => {
  test.for([
    ["with turns of the event loop between", "turns", 1_000_000],
    ["within a single turn", "busy", 100_000],
  ] as const)("four workers that log %s lose nothing", async ([, pace, count]) => {
    const result = await ended(pace, ending, "", count, "logs");
    expect(result.status).toBe(status);
    expectAll(result);
  });
});

test("workers that only wait have their last turn written", async () => {
  const result = await ended("waits", "exit", "", 1000);
  expectAll(result);
  expect(result.written).toEqual([1000, 1000, 1000, 1000]);
});

// So few records that also a busy machine logs them in the second that there is by default.
test.for([
  ["turns", 1_000_000],
  ["busy", 5_000],
] as const)(
  "workers lose nothing either if they were made before the main thread had logged: %s",
  async ([pace, count]) => {
    expectAll(await ended(pace, "exit", "", count));
  },
);

test("what waits for a socket in a worker is delivered", async () => {
  const peer = await Peer.listen();
  const url = `tcp://127.0.0.1:${peer.port}?buffer=64mb`;
  const result = await ended("busy", "exit", url, 20_000, "logs");
  await peer.settled();
  const { written } = finished(result, peer.text);
  expect(written).toEqual([20_000, 20_000, 20_000, 20_000]);
});

describe("all of 100,000 records of a worker are written", () => {
  test.for([
    ["returns", "return", 0],
    ["calls process.exit()", "exit", 0],
    ["throws", "throw", 0],
    ["returns, and a signal ends the process", "signal", 143],
  ] as const)("that %s", async ([, ending, status]) => {
    const path = join(folder(), "app.log");
    const env = { LOG_BACKEND: pathToFileURL(path).href, LOG_TAG: "main" };
    const result = await run(program("threads-workers.mjs", ending), { env });
    expect(result.status).toBe(status);
    expect(recordsIn(readFileSync(path, "utf8"))).toEqual({ count: 100_000, rest: "" });
  });
});

test.each([
  ["what it logged in the last millisecond", "ms"],
  ["the running turn, with flushAfter: 0,", "turn"],
])(
  "a worker that is terminated loses %s at most, and nobody waits for it, or for its own",
  async (_, pace) => {
    const path = join(folder(), "app.log");
    const env = { LOG_BACKEND: pathToFileURL(path).href, LOG_TAG: "main" };
    const result = await run(program("threads-terminate.mjs", pace), { env });
    expect(result.status).toBe(0);
    const { count, rest } = recordsIn(readFileSync(path, "utf8"));
    expect(rest).toBe("");
    expect(count).toBeGreaterThanOrEqual(Number(result.report[0]));
  },
);
