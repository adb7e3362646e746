import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { recordsIn } from "../lines.ts";
import { freePort, Peer, type PeerOptions } from "./peer.ts";
import { certified, openssl } from "./peer-certificate.ts";

const COUNT = 10_000;

/** A peer that listens, and its URL. */
interface Reachable {
  readonly peer: Peer;
  readonly url: string;
}

interface Kind {
  readonly name: string;
  listen(options?: PeerOptions): Promise<Reachable>;
  readonly isMissing?: boolean;
}

const KINDS: readonly Kind[] = [
  {
    name: "TCP",
    listen: async (options) => {
      const peer = await Peer.listen(options);
      return { peer, url: `tcp://127.0.0.1:${peer.port}` };
    },
  },
  {
    name: "a Unix socket",
    listen: async (options) => {
      const path = join(folder(), "socket");
      return { peer: await Peer.listen({ ...options, path }), url: `unix://${path}` };
    },
  },
  {
    name: "TLS",
    listen: async (options) => {
      const peer = await Peer.listen({ ...options, tls: certified() });
      return { peer, url: `tls://localhost:${peer.port}?ca=${certified().ca}` };
    },
    isMissing: openssl === undefined,
  },
];

/** A way to end, in the words of programs/ends.mjs. */
type Ending = readonly [how: string, pace: "busy" | "turns", ending: string, status: number];

const ENDINGS: readonly Ending[] = [
  ["returns after a busy loop", "busy", "return", 0],
  ["returns after many turns", "turns", "return", 0],
  ["calls process.exit(0) after a busy loop", "busy", "exit", 0],
  ["calls process.exit(0) after many turns", "turns", "exit", 0],
  ["dies of an exception after a busy loop", "busy", "throw", 1],
  ["dies of an exception after many turns", "turns", "throw", 1],
];

/** For how many milliseconds a program may wait at its end: on a busy machine it needs more than a second. */
const PATIENCE = 60_000;

for (const { name, listen, isMissing = false } of KINDS) {
  const all = test.skipIf(isMissing);

  describe(`10,000 records go to another process by ${name}, and all are there`, () => {
    all.for(ENDINGS)("if the program %s", async ([, pace, ending, status]) => {
      await expectAll(await listen(), program("ends.mjs", COUNT, pace, ending, PATIENCE), status);
    });

    all.for(ENDINGS)("if a worker thread %s", async ([, pace, ending]) => {
      const command = program("in-worker.mjs", "ends.mjs", COUNT, pace, ending, PATIENCE);
      await expectAll(await listen(), command, 0);
    });
  });
}

async function expectAll(
  { peer, url }: Reachable,
  command: readonly string[],
  status: number,
): Promise<void> {
  // The lines are read by the tag that they have in the main thread.
  const ended = await run(command, { env: { LOG_BACKEND: url, LOG_TAG: "main" } });
  await peer.settled();
  expect(recordsIn(peer.text)).toEqual({ count: COUNT, rest: "" });
  expect(ended.stderr).not.toMatch(/^fastlog/m);
  expect(ended.status).toBe(status);
}

describe("a program whose peer is not there", () => {
  test.for(ENDINGS)(
    "ends, and says how many records it could not deliver, if it %s",
    async ([, pace, ending, status]) => {
      const url = `tcp://127.0.0.1:${await freePort()}`;
      const ended = await run(program("ends.mjs", COUNT, pace, ending), {
        env: { LOG_BACKEND: url },
      });
      expect(undeliveredIn(ended.stderr)).toBe(COUNT);
      expect(ended.status).toBe(status);
    },
  );
});

describe("a program whose peer reads nothing ends, and says of what the peer will not have that it will not", () => {
  const MANY = 100_000;

  for (const { name, listen, isMissing = false } of KINDS) {
    test.skipIf(isMissing).concurrent.for(ENDINGS)(
      `by ${name}, if it %s`,
      async ([, pace, ending, status]) => {
        const { peer, url } = await listen({ isStalled: true });
        const backend = `${url}${url.includes("?") ? "&" : "?"}buffer=64mb`;
        const env = { LOG_BACKEND: backend };
        const ended = await run(program("ends.mjs", MANY, pace, ending), { env });
        peer.read();
        await peer.settled();

        const numbers = peer.lines.map((line) => Number(/\trecord (\d+)$/.exec(line)?.[1]));
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        const missing = MANY - new Set(numbers).size;
        expect(missing).toBeGreaterThan(0);
        const undelivered = undeliveredIn(ended.stderr);
        expect(undelivered + uncertainIn(ended.stderr)).toBeGreaterThanOrEqual(missing);
        // A chunk of which a part is there counts as one that is not.
        expect(undelivered).toBeLessThan(missing + 5_000);
        expect(ended.status).toBe(status);
      },
    );
  }
});

/** How many records a program says at its end that it could not deliver. */
function undeliveredIn(stderr: string): number {
  const [, records] = /^fastlog: \S+: (\d+) records could not be delivered/m.exec(stderr) ?? [];
  return Number(records ?? 0);
}

/** How many of the others it says may not have arrived. */
function uncertainIn(stderr: string): number {
  const [, records] = /, and (\d+) more may not have arrived/.exec(stderr) ?? [];
  return Number(records ?? 0);
}
