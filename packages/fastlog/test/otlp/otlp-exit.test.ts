import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { freePort } from "../sockets/peer.ts";
import { certified, openssl } from "../sockets/peer-certificate.ts";
import { type Behaviour, Collector } from "./collector.ts";

const COUNT = 10_000;

/** A way to end, in the words of programs/ends.mjs. */
type Ending = readonly [how: string, pace: "busy" | "turns", ending: string, status: number];

const ENDINGS: readonly Ending[] = [
  ["returns after a busy loop", "busy", "return", 0],
  ["returns after many turns", "turns", "return", 0],
  ["calls process.exit(0) after a busy loop", "busy", "exit", 0],
  ["calls process.exit(0) after many turns", "turns", "exit", 0],
  ["dies of an exception after many turns", "turns", "throw", 1],
];

const [, RETURNS, , EXITS, THROWS] = ENDINGS as [Ending, Ending, Ending, Ending, Ending];

/** For how many milliseconds a program may wait at its end. */
const PATIENCE = 60_000;

const numbers = (collector: Collector) =>
  collector.messages.map((body) => Number(/^record (\d+)$/.exec(String(body))?.[1]));

const ALL = Array.from({ length: COUNT }, (_, i) => i);

/** How many records a program says at its end that it could not deliver. */
function undeliveredIn(stderr: string): number {
  const [, records] = /^fastlog: \S+: (\d+) records could not be delivered/m.exec(stderr) ?? [];
  return Number(records ?? 0);
}

describe("10,000 records go to a collector, each of them once", () => {
  test.for(ENDINGS)("if the program %s", async ([, pace, ending, status]) => {
    const collector = await Collector.listen();
    const url = `otlp://127.0.0.1:${collector.port}`;
    const command = program("ends.mjs", COUNT, pace, ending, PATIENCE);
    const ended = await run(command, { env: { LOG_BACKEND: url } });
    expect(numbers(collector)).toEqual(ALL);
    expect(ended.stderr).not.toMatch(/^fastlog/m);
    expect(ended.status).toBe(status);
  });

  test.for([EXITS, THROWS])("if a worker thread %s", async ([, pace, ending]) => {
    const collector = await Collector.listen();
    const env = { LOG_BACKEND: `otlp://127.0.0.1:${collector.port}` };
    const command = program("in-worker.mjs", "ends.mjs", COUNT, pace, ending, PATIENCE);
    const ended = await run(command, { env });
    expect(numbers(collector)).toEqual(ALL);
    expect(ended.stderr).not.toMatch(/^fastlog/m);
  });

  test.skipIf(openssl === undefined).for([RETURNS, EXITS])(
    "by TLS, or twice if the answer to it came too late, if the program %s",
    async ([, pace, ending]) => {
      const collector = await Collector.listen([], certified());
      const env = {
        LOG_BACKEND: "otlp:",
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${collector.port}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: certified().ca,
      };
      const ended = await run(program("ends.mjs", COUNT, pace, ending, PATIENCE), { env });
      expect([...new Set(numbers(collector))].sort((a, b) => a - b)).toEqual(ALL);
      expect(ended.stderr).not.toMatch(/^fastlog/m);
    },
  );
});

describe("a program at its end", () => {
  test.each<readonly [string, Behaviour]>([
    ["is told to come later", { status: 503, headers: { "retry-after": "0" } }],
    ["loses its connection", "reset"],
  ])("sends its records again if it %s", async (_, behaviour) => {
    const collector = await Collector.listen([behaviour, behaviour]);
    const env = { LOG_BACKEND: `otlp://127.0.0.1:${collector.port}` };
    const ended = await run(program("ends.mjs", COUNT, "busy", "exit", PATIENCE), { env });
    expect(numbers(collector)).toEqual(ALL);
    expect(ended.status).toBe(0);
  });

  test.for([RETURNS, EXITS, THROWS])(
    "says how many records it could not deliver if no collector is there and it %s",
    async ([, pace, ending, status]) => {
      const env = { LOG_BACKEND: `otlp://127.0.0.1:${await freePort()}` };
      const ended = await run(program("ends.mjs", COUNT, pace, ending), { env });
      expect(undeliveredIn(ended.stderr)).toBe(COUNT);
      expect(ended.status).toBe(status);
    },
  );

  test.for([RETURNS, EXITS])(
    "does not wait for ever for a collector that never answers if it %s",
    async ([, pace, ending, status]) => {
      const collector = await Collector.listen();
      collector.always = "hang";
      const env = { LOG_BACKEND: `otlp://127.0.0.1:${collector.port}` };
      const ended = await run(program("ends.mjs", COUNT, pace, ending), { env });
      expect(undeliveredIn(ended.stderr)).toBe(COUNT);
      expect(ended.status).toBe(status);
    },
  );

  test("counts what the collector refuses", async () => {
    const collector = await Collector.listen();
    collector.always = { status: 400, body: "go away" };
    const env = { LOG_BACKEND: `otlp://127.0.0.1:${collector.port}` };
    const ended = await run(program("ends.mjs", COUNT, "busy", "exit"), { env });
    expect(undeliveredIn(ended.stderr)).toBe(COUNT);
    expect(ended.stderr).toContain("HTTP 400: go away");
  });
});
