import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import type { BackendStats } from "../../src/sink/stats.ts";
import { type Child, program, start } from "../child.ts";
import { folder } from "../folder.ts";
import { until } from "../until.ts";

const RESTARTS = 10;

/** More than both ends of a connection may hold: then no record is lost unless it is counted. */
const WINDOW = 16 * 1024 * 1024;

/** A connection as its receiver had it. */
interface Connection {
  /** The numbers of the whole records. */
  readonly numbers: readonly number[];
  /** Whole lines that say what was dropped. */
  readonly notices: number;
  /** What stands behind the last newline. */
  readonly tail: string;
}

/** What the logging process reported at its end. */
type Report = BackendStats & { readonly logged: number };

function connectionIn(path: string): Connection {
  const lines = readFileSync(path, "latin1").split("\n");
  const tail = lines.pop() as string;
  const notices = lines.filter((line) => /^\d+ records dropped: tcp:/.test(line));
  const records = lines.filter((line) => /^\d+ x{80}$/.test(line));
  expect(records.length + notices.length).toBe(lines.length);
  return { numbers: records.map(Number.parseFloat), notices: notices.length, tail };
}

/** Logs to a receiver that is killed and started again, again and again. */
async function logWhileKilling(
  backend: Readonly<Record<string, string | number>>,
  perTurn: number,
  betweenTurns: number,
): Promise<{ readonly connections: readonly Connection[]; readonly report: Report }> {
  const at = folder();
  const receive = async (port: number): Promise<[Child, number, string]> => {
    const first = String(readdirSync(at).length);
    const child = start(program("restarted.mjs", port, at, first));
    return [child, Number(await child.reported(() => true)), first];
  };
  let [receiver, port, first] = await receive(0);
  const query = new URLSearchParams(
    Object.entries(backend).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const url = `tcp://127.0.0.1:${port}?${query}`;
  const argv = program("numbered.mjs", JSON.stringify({ backend: url }), perTurn, betweenTurns);
  const logger = start(argv);
  await logger.reported((line) => line === "started");
  for (let i = 0; i < RESTARTS; i++) {
    // Whenever that is on a busy machine, and then at any moment.
    await until(() => existsSync(join(at, first)));
    await pause(Math.random() * 50);
    receiver.process.kill("SIGKILL");
    await receiver.ended;
    [receiver, port, first] = await receive(port);
  }
  logger.process.kill("SIGUSR2");
  const { report } = await logger.ended;
  receiver.process.kill("SIGTERM");
  await receiver.ended;
  const files = readdirSync(at).sort((a, b) => Number(a) - Number(b));
  const connections = files.map((name) => connectionIn(join(at, name)));
  return {
    connections: connections.filter(({ numbers, tail }) => numbers.length > 0 || tail !== ""),
    report: JSON.parse(report.at(-1) as string),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Holds for any delivery: what one connection carries is whole records, in order. */
function expectWhole(connections: readonly Connection[]): void {
  expect(connections.length).toBeGreaterThan(RESTARTS / 2);
  for (const { numbers } of connections) {
    const isSorted = numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number));
    expect(isSorted).toBe(true);
  }
  // Only a receiver that was killed has a record in part.
  expect(connections.at(-1)?.tail).toBe("");
}

function isGapless(numbers: readonly number[]): boolean {
  return numbers.every((number, i) => number === (numbers[0] as number) + i);
}

const options = { retryMin: 1, retryMax: 20, window: WINDOW };

test("whenever a receiver is killed, each connection has whole records, and all are accounted for", async () => {
  const buffer = 512 * 1024;
  const { connections, report } = await logWhileKilling({ ...options, buffer }, 200, 0);
  expectWhole(connections);
  expect(report.reconnects).toBeGreaterThan(RESTARTS / 2);
  expect(report.dropped).toBeGreaterThan(0);
  // Exactly: every record, and every notice of what was dropped, was delivered or dropped.
  expect(report.records + report.dropped).toBe(report.logged + report.notices);

  const received = connections.flatMap(({ numbers }) => numbers);
  expect(new Set(received).size).toBe(received.length);
  const arrived = received.length + sum(connections.map(({ notices }) => notices));
  // What was delivered without a doubt has arrived, and of the rest no more is missing than is uncertain.
  expect(arrived).toBeGreaterThanOrEqual(report.records - report.uncertain);
  expect(arrived).toBeLessThanOrEqual(report.records);
  const certain = report.records - report.uncertain;
  expect(certain + report.uncertain + report.dropped).toBe(report.logged + report.notices);
});

test("at most once, what is missing is missing where a connection broke", async () => {
  const buffer = 256 * 1024 * 1024;
  const { connections, report } = await logWhileKilling({ ...options, buffer }, 200, 1);
  expectWhole(connections);
  expect(report.dropped).toBe(0);
  expect(report.records).toBe(report.logged);
  let next = 0;
  let missing = 0;
  for (const { numbers } of connections) {
    missing += (numbers[0] ?? next) - next;
    expect(isGapless(numbers)).toBe(true);
    next = (numbers.at(-1) ?? next - 1) + 1;
  }
  expect(next).toBe(report.logged);
  expect(missing).toBeLessThanOrEqual(report.uncertain);
});

test("at least once, nothing is missing, and what is there twice is where a connection broke", async () => {
  const buffer = 256 * 1024 * 1024;
  const backend = { ...options, buffer, delivery: "at-least-once" };
  const { connections, report } = await logWhileKilling(backend, 200, 1);
  expectWhole(connections);
  expect(report).toMatchObject({ dropped: 0, uncertain: 0, records: report.logged });
  const received = new Set(connections.flatMap(({ numbers }) => numbers));
  expect(received.size).toBe(report.logged);
  let most = -1;
  for (const { numbers } of connections) {
    // So all that is there twice is at the beginning of a connection.
    expect(isGapless(numbers)).toBe(true);
    expect(numbers[0] ?? 0).toBeLessThanOrEqual(most + 1);
    most = Math.max(most, numbers.at(-1) ?? most);
  }
});
