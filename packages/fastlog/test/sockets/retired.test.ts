import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { freePort, Peer } from "./peer.ts";
import { certified, openssl } from "./peer-certificate.ts";

const COUNT = 1_000;

/** Somewhere for records to go, and what got there. */
interface Place {
  readonly url: string;
  lines(): Promise<readonly string[]>;
}

const PLACES: readonly (readonly [name: string, make: () => Promise<Place>])[] = [
  [
    "a file",
    async () => {
      const path = join(folder(), "app.log");
      const lines = async () => readFileSync(path, "utf8").split("\n").slice(0, -1);
      return { url: pathToFileURL(path).href, lines };
    },
  ],
  [
    "TCP",
    async () => {
      const peer = await Peer.listen();
      return { url: `tcp://127.0.0.1:${peer.port}`, lines: () => linesOf(peer) };
    },
  ],
  [
    "a Unix socket",
    async () => {
      const path = join(folder(), "socket");
      const peer = await Peer.listen({ path });
      return { url: `unix://${path}`, lines: () => linesOf(peer) };
    },
  ],
  ...(openssl === undefined
    ? []
    : [
        [
          "TLS",
          async () => {
            const peer = await Peer.listen({ tls: certified() });
            const url = `tls://localhost:${peer.port}?ca=${certified().ca}`;
            return { url, lines: () => linesOf(peer) };
          },
        ] as const,
      ]),
];

async function linesOf(peer: Peer): Promise<readonly string[]> {
  await peer.settled();
  return peer.lines;
}

const WAYS = [
  { how: "replaced", ending: "exit", what: "replaced, and process.exit() called" },
  { how: "replaced", ending: "return", what: "replaced, and nothing left to do" },
  { how: "closed", ending: "exit", what: "closed without await, and process.exit() called" },
  { how: "closed", ending: "return", what: "closed without await, and nothing left to do" },
  { how: "awaited", ending: "exit", what: "closed, and process.exit() called" },
  { how: "stays", ending: "exit", what: "process.exit() called" },
] as const;

describe.for(PLACES)("what was logged to %s is there", ([, make]) => {
  test.for(WAYS)("when it is $what", async ({ how, ending }) => {
    const { url, lines } = await make();
    const { stdout, stderr, status } = await run(program("leaves.mjs", url, COUNT, how, ending));
    expect(await lines()).toEqual(Array.from({ length: COUNT }, (_, i) => `record ${i}`));
    expect(JSON.parse(stdout)).toEqual({ records: COUNT, lost: 0, dropped: 0 });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });
});

describe("what was logged for a peer that is not there is counted, and told with the reason", () => {
  test.for([
    ...WAYS,
    { how: "flushed", ending: "exit", what: "flushed, and process.exit() called" },
  ])("when the backend is $what", async ({ how, ending }) => {
    const url = `tcp://127.0.0.1:${await freePort()}`;
    const { stdout, stderr } = await run(program("leaves.mjs", url, COUNT, how, ending));
    expect(stderr).toMatch(
      new RegExp(
        `^fastlog: ${url}: ${COUNT} records could not be delivered \\(ECONNREFUSED\\)$`,
        "m",
      ),
    );
    expect(stderr.match(/could not be delivered/g)).toHaveLength(1);
    expect(stdout).toBe(`{"records":0,"lost":${COUNT},"dropped":0}\n`);
  });
});

test("a disk that is full has exitTimeout to get room again, and what is lost is told", async () => {
  const { stdout, stderr } = await run(
    program("leaves.mjs", "file:///dev/full", 3, "replaced", "return"),
  );
  expect(stderr).toContain(
    "fastlog: file:///dev/full: 3 records could not be delivered (ENOSPC)\n",
  );
  expect(stdout).toBe('{"records":0,"lost":3,"dropped":0}\n');
});

test("all of what was lost is told: what did not fit the buffer, too", async () => {
  const url = `tcp://127.0.0.1:${await freePort()}?buffer=128kb`;
  const { stdout, stderr } = await run(program("leaves.mjs", url, 50_000, "stays", "exit"));
  expect(stderr).toMatch(
    /^fastlog: tcp:\S+: 50000 records could not be delivered \(ECONNREFUSED, overflow\)$/m,
  );
  expect(stdout).toMatch(/"lost":\d+/);
});
