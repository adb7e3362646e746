import { existsSync, readFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Trouble } from "../../src/backend/backend.ts";
import { Runtime } from "../../src/lifecycle/runtime.ts";
import type { BackendStats } from "../../src/sink/stats.ts";
import { program, run, start } from "../child.ts";
import { folder } from "../folder.ts";
import { until } from "../until.ts";
import { type Certified, certify, openssl } from "./certificates.ts";
import { canMakeNamespaces, Namespace } from "./namespace.ts";
import { type Connection, freePort, Peer } from "./peer.ts";

/** So that a test does not wait long for the next attempt. */
const SOON = "retryMin=5&retryMax=20";

const runtime = new Runtime({});

afterEach(() => runtime.close());

/** A program, as far as its logging goes. */
class Sender {
  /** What `onBackendError` was told. */
  readonly troubles: Trouble[] = [];

  /** How many records there were. */
  logged = 0;

  constructor(backend: string) {
    runtime.configure({
      format: { template: "{message}" },
      exitTimeout: 0,
      onBackendError: (trouble) => this.troubles.push(trouble),
      backend,
    });
  }

  /** Logs so many records more, in a turn of their own. */
  async log(count: number, padding = ""): Promise<void> {
    for (let i = 0; i < count; i++) runtime.plain.info("record {}", this.logged++ + padding);
    await new Promise((resolve) => setImmediate(resolve));
  }

  get stats(): BackendStats {
    return runtime.stats().backends[0] as BackendStats;
  }

  /** How often it failed with a code. */
  failures(code: string): number {
    return this.stats.errors[code] ?? 0;
  }

  /** The codes that it was told of, each once. */
  get codes(): string[] {
    return [...new Set(this.troubles.map(({ code }) => code))];
  }
}

/** What so many records are, from the first one on. */
function records(count: number, padding = ""): string[] {
  return Array.from({ length: count }, (_, i) => `record ${i}${padding}`);
}

/** A process that listens with a short queue, and takes nobody out of it, so that it is full. */
async function fullListener(): Promise<{ port: number; path: string; goOn(): void }> {
  const path = join(folder(), "received");
  const listener = start(program("listens.mjs", "127.0.0.1", path, 1));
  const port = Number(await listener.reported(() => true));
  listener.process.kill("SIGSTOP");
  // The kernel takes one more than the length of the queue, and lets the others wait.
  const others = Array.from({ length: 8 }, () =>
    net.connect(port, "127.0.0.1").on("error", () => {}),
  );
  await until(() => others.filter((socket) => !socket.connecting).length >= 2);
  const goOn = () => {
    for (const socket of others) socket.destroy();
    listener.process.kill("SIGCONT");
  };
  return { port, path, goOn };
}

const hasOpenssl = openssl !== undefined;

let certified: Certified;
let stranger: Certified;

beforeAll(() => {
  if (!hasOpenssl) return;
  certified = certify("IP:127.0.0.1", "DNS:localhost");
  stranger = certify("DNS:elsewhere.example");
});

const network: Namespace | undefined = canMakeNamespaces ? new Namespace() : undefined;

/** A peer that cannot be reached. */
interface Unreachable {
  readonly name: string;
  /** The URL of it, with an option. */
  url(): Promise<string> | string;
  /** The codes of its errors: one of these. */
  readonly codes: readonly string[];
  /** What is said of it. */
  readonly message: RegExp;
  readonly isMissing?: boolean;
}

const UNREACHABLE: readonly Unreachable[] = [
  {
    name: "refuses connections",
    url: async () => `tcp://127.0.0.1:${await freePort()}?connectTimeout=10s`,
    codes: ["ECONNREFUSED"],
    message: /^connect ECONNREFUSED 127\.0\.0\.1:\d+$/,
  },
  {
    name: "has a name that does not exist",
    url: () => "tcp://nowhere.invalid:514?connectTimeout=10s",
    // The latter without a network.
    codes: ["ENOTFOUND", "EAI_AGAIN"],
    message: /^getaddrinfo (ENOTFOUND|EAI_AGAIN) nowhere\.invalid$/,
  },
  {
    name: "has no Unix socket",
    url: () => `unix://${join(folder(), "socket")}?connectTimeout=10s`,
    codes: ["ENOENT"],
    message: /^connect ENOENT \/.*\/socket$/,
  },
  {
    name: "lets connections wait in a queue that is full",
    url: async () => `tcp://127.0.0.1:${(await fullListener()).port}?connectTimeout=50ms`,
    codes: ["ETIMEDOUT"],
    message: /^connect ETIMEDOUT: no answer within 50 ms$/,
  },
  {
    name: "has an address that swallows everything",
    url: () => {
      network?.swallow();
      return `tcp://${network?.address}:514?connectTimeout=50ms`;
    },
    codes: ["ETIMEDOUT"],
    message: /^connect ETIMEDOUT: no answer within 50 ms$/,
    isMissing: network === undefined,
  },
  {
    name: "does not speak TLS",
    url: async () => `tls://127.0.0.1:${(await Peer.listen()).port}?connectTimeout=50ms`,
    codes: ["ETIMEDOUT"],
    message: /^connect ETIMEDOUT: no answer within 50 ms$/,
  },
  {
    name: "has a certificate of an authority that is not trusted",
    url: async () => {
      const peer = await Peer.listen({ tls: certified });
      return `tls://127.0.0.1:${peer.port}?ca=${stranger.ca}`;
    },
    codes: ["UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    message: /^unable to verify the first certificate$/,
    isMissing: !hasOpenssl,
  },
  {
    name: "has a certificate for another name",
    url: async () => {
      const peer = await Peer.listen({ tls: stranger });
      return `tls://localhost:${peer.port}?ca=${stranger.ca}`;
    },
    codes: ["ERR_TLS_CERT_ALTNAME_INVALID"],
    message:
      /^Hostname\/IP does not match certificate's altnames: .*localhost.*elsewhere\.example$/,
    isMissing: !hasOpenssl,
  },
];

describe("a peer that cannot be reached is named once on stderr, and what it missed at the end", () => {
  afterEach(() => network?.restore());

  for (const { name, url, codes, message, isMissing = false } of UNREACHABLE) {
    test.skipIf(isMissing)(`where it ${name}`, async () => {
      const backend = `${await url()}&${SOON}`;
      const options = JSON.stringify({ backend, exitTimeout: 50 });
      const { stderr, status, report } = await run(program("outage.mjs", options, 3));

      const { name: named, errors, state, dropped, records } = JSON.parse(report[0] ?? "");
      expect(["waiting", "connecting"]).toContain(state);
      expect({ dropped, records, status }).toEqual({ dropped: 0, records: 0, status: 0 });
      expect(named).toBe(backend.slice(0, backend.indexOf("?")));
      const [code = "none"] = Object.keys(errors);
      expect(errors).toEqual({ [code]: expect.any(Number) });
      expect(codes).toContain(code);
      const [first = "", ...others] = stderr.split("\n");
      expect(first.startsWith(`fastlog: ${named}: `)).toBe(true);
      const [said, follows, ...more] = first.slice(`fastlog: ${named}: `.length).split("; ");
      expect(said).toMatch(message);
      expect([follows, ...more]).toEqual(["connecting again"]);
      expect(others).toEqual([
        `fastlog: ${named}: 10 records could not be delivered (${code})`,
        "",
      ]);
    });
  }
});

describe("a peer gets all records, in order, and the state is open", () => {
  test("where it comes up later than the program", async () => {
    const port = await freePort();
    const sender = new Sender(`tcp://127.0.0.1:${port}?${SOON}`);
    await sender.log(100);
    await until(() => sender.failures("ECONNREFUSED") >= 2);
    expect(["waiting", "connecting"]).toContain(sender.stats.state);
    expect(sender.stats).toMatchObject({ records: 0, dropped: 0 });

    const peer = await Peer.listen({ port });
    await sender.log(100);
    await until(() => peer.lines.length >= 200);
    expect(peer.lines).toEqual(records(200));
    expect(sender.stats).toMatchObject({ records: 200, reconnects: 0, buffered: 0, state: "open" });
    expect(sender.codes).toEqual(["ECONNREFUSED"]);
  });

  test("where its Unix socket comes up later than the program", async () => {
    const path = join(folder(), "socket");
    const sender = new Sender(`unix://${path}?${SOON}`);
    await sender.log(100);
    await until(() => sender.failures("ENOENT") >= 2);

    const peer = await Peer.listen({ path });
    await until(() => peer.lines.length >= 100);
    expect(peer.lines).toEqual(records(100));
    expect(sender.stats).toMatchObject({ records: 100, reconnects: 0, buffered: 0, state: "open" });
    expect(sender.codes).toEqual(["ENOENT"]);
  });

  test("where it took nobody out of its queue for a while", async () => {
    const { port, path, goOn } = await fullListener();
    const sender = new Sender(`tcp://127.0.0.1:${port}?connectTimeout=50ms&${SOON}`);
    await sender.log(100);
    await until(() => sender.failures("ETIMEDOUT") >= 1);

    goOn();
    await until(() => filesOf(path).join("").split("\n").length > 100);
    expect(filesOf(path).join("")).toBe(`${records(100).join("\n")}\n`);
    await until(() => sender.stats.state === "open");
    expect(sender.stats).toMatchObject({ records: 100, reconnects: 0, buffered: 0 });
  });

  test("where it comes up after a thousand turns of one record each", async () => {
    const port = await freePort();
    const sender = new Sender(`tcp://127.0.0.1:${port}?${SOON}`);
    for (let i = 0; i < 1_000; i++) await sender.log(1);

    const peer = await Peer.listen({ port });
    await until(() => peer.lines.length + sender.stats.dropped >= 1_000);
    expect(sender.stats.dropped).toBe(0);
    expect(peer.lines).toEqual(records(1_000));
  });

  test("where a thousand turns log one record each with delivery=at-least-once", async () => {
    const peer = await Peer.listen();
    const sender = new Sender(`tcp://127.0.0.1:${peer.port}?delivery=at-least-once`);
    for (let i = 0; i < 1_000; i++) await sender.log(1);
    await until(() => peer.lines.length + sender.stats.dropped >= 1_000);
    expect(sender.stats.dropped).toBe(0);
    expect(peer.lines).toEqual(records(1_000));
  });

  test.skipIf(!hasOpenssl)(
    "where it is accepted although its certificate is not trusted",
    async () => {
      const peer = await Peer.listen({ tls: stranger });
      const sender = new Sender(`tls://127.0.0.1:${peer.port}?rejectUnauthorized=false`);
      await sender.log(100);
      await until(() => peer.lines.length >= 100);
      expect(peer.lines).toEqual(records(100));
      expect(sender.stats).toMatchObject({ records: 100, errors: {}, state: "open" });
      expect(sender.troubles).toMatchObject([
        {
          code: "WARNING",
          message: "the peer's certificate is not verified (rejectUnauthorized=false)",
        },
      ]);
    },
  );

  test.for(["tcp", "tls"])(
    "where it is restarted between two of them, by %s",
    async (scheme, { skip }) => {
      if (scheme === "tls" && !hasOpenssl) skip("openssl is missing");
      const secret = scheme === "tls" ? { tls: certified } : {};
      const trust = scheme === "tls" ? `ca=${certified.ca}&` : "";
      const first = await Peer.listen(secret);
      const { port } = first;
      const sender = new Sender(`${scheme}://127.0.0.1:${port}?${trust}${SOON}`);
      await sender.log(100);
      await until(() => first.lines.length >= 100);
      await first.close();
      await until(() => sender.stats.state !== "open");
      await sender.log(100);

      const second = await Peer.listen({ port, ...secret });
      await until(() => second.lines.length >= 100);
      await sender.log(100);
      await until(() => second.lines.length >= 200);
      expect([...first.lines, ...second.lines]).toEqual(records(300));
      await until(() => sender.stats.buffered === 0);
      expect(sender.stats).toMatchObject({
        records: 300,
        dropped: 0,
        reconnects: 1,
        state: "open",
      });
    },
  );

  test("where it ends each connection after some of them", async () => {
    const peer = await Peer.listen();
    const sender = new Sender(`tcp://127.0.0.1:${peer.port}?${SOON}`);
    for (let round = 1; round <= 5; round++) {
      await until(() => peer.connections.length === round);
      const last = peer.connections[round - 1] as Connection;
      last.socket.once("data", () => last.socket.end());
      // Until it knows that the connection is gone, it goes on logging.
      while (sender.stats.reconnects < round)
        await sender.log(sender.stats.state === "open" ? 1 : 0);
    }
    await sender.log(1);
    const { logged } = sender;
    await until(() => peer.lines.length >= logged);
    expect(peer.lines).toEqual(records(logged));
    expect(sender.stats).toMatchObject({ dropped: 0, errors: {}, reconnects: 5, state: "open" });
    expect(sender.codes).toEqual(["CLOSED"]);
  });
});

/** Makes records long, so that few of them fill what the kernel holds. */
const PADDING = "x".repeat(5_000);

describe("a connection that is reset in the middle of a record is followed by one that begins at a record", () => {
  const COUNT = 2_000;
  const ALL = records(COUNT, PADDING);

  /** Logs to a peer that stops reading, is full, and resets. Returns what it got before and after. */
  async function reset(
    sender: Sender,
    peer: Peer,
    read: (text: string) => Framed,
  ): Promise<Framed[]> {
    await until(() => peer.connections.length === 1);
    const [first] = peer.connections as [Connection];
    // It reads as much as there is room for at once, which is no multiple of a record.
    first.socket.once("data", () => first.socket.pause());
    await sender.log(COUNT, PADDING);
    await until(() => sender.stats.buffered > 0 && first.text !== "");
    first.socket.resetAndDestroy();
    const all = () => peer.connections.map(({ text }) => read(text));
    await until(() => all().at(-1)?.records.at(-1) === ALL.at(-1));
    expect(sender.codes).toEqual(["ECONNRESET"]);
    return all();
  }

  test.for<[framing: string, read: (text: string) => Framed]>([
    ["newline", lineByLine],
    ["octet-counting", octetCounted],
  ])("of %s framing, and what did not arrive is counted as uncertain", async ([framing, read]) => {
    const peer = await Peer.listen();
    const options = `framing=${framing}&buffer=64mb&window=16mb&${SOON}`;
    const sender = new Sender(`tcp://127.0.0.1:${peer.port}?${options}`);
    const [first, second, ...more] = (await reset(sender, peer, read)) as [Framed, Framed];

    expect(first.rest).not.toBe("");
    expect(second.rest).toBe("");
    expect(more).toEqual([]);
    const [before, after] = [first.records, second.records];
    expect(before).toEqual(ALL.slice(0, before.length));
    expect(after).toEqual(ALL.slice(-after.length));
    const missing = COUNT - before.length - after.length;
    expect(missing).toBeGreaterThan(0);
    expect(sender.stats.uncertain).toBeGreaterThanOrEqual(missing);
    const counters = { records: COUNT, dropped: 0, reconnects: 1, buffered: 0, state: "open" };
    expect(sender.stats).toMatchObject({ ...counters, errors: { ECONNRESET: 1 } });
  });

  test("with delivery=at-least-once, and then every record arrives", async () => {
    const peer = await Peer.listen();
    const options = `delivery=at-least-once&buffer=64mb&window=16mb&${SOON}`;
    const sender = new Sender(`tcp://127.0.0.1:${peer.port}?${options}`);
    const [first, second] = (await reset(sender, peer, lineByLine)) as [Framed, Framed];

    expect(first.records).toEqual(ALL.slice(0, first.records.length));
    expect(second).toEqual({ records: ALL, rest: "" });
    expect(sender.stats).toMatchObject({ dropped: 0, uncertain: 0, reconnects: 1, state: "open" });
  });
});

/** The records of a connection, and what stands behind the last whole one. */
interface Framed {
  readonly records: readonly string[];
  readonly rest: string;
}

function lineByLine(text: string): Framed {
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  return { records: lines, rest };
}

function octetCounted(text: string): Framed {
  const records: string[] = [];
  let rest = text;
  for (;;) {
    const [head, length] = /^(\d+) /.exec(rest) ?? [];
    const end = (head?.length ?? 0) + Number(length);
    if (head === undefined || rest.length < end) return { records, rest };
    records.push(rest.slice(head.length, end));
    rest = rest.slice(end);
  }
}

describe.skipIf(network === undefined)("a peer whose answers vanish", () => {
  const peers = network as Namespace;

  afterEach(() => peers.restore());

  test("is given up after writeTimeout, and gets the rest once they no longer do", async () => {
    const COUNT = 2_000;
    const path = join(folder(), "received");
    const listener = [...peers.command, ...program("listens.mjs", peers.address, path, 10)];
    const port = Number(await start(listener).reported(() => true));
    const options = `buffer=64mb&window=16mb&writeTimeout=100ms&connectTimeout=50ms&${SOON}`;
    const sender = new Sender(`tcp://${peers.address}:${port}?${options}`);
    await sender.log(1, PADDING);
    await until(() => lineByLine(filesOf(path)[0] ?? "").records.length === 1);
    // On a busy machine there may be attempts before this, and after it.
    await until(() => sender.stats.state === "open");
    const { length: before } = sender.troubles;

    peers.swallow();
    await sender.log(COUNT - 1, PADDING);
    const messages = () => sender.troubles.slice(before).map(({ message }) => message);
    const noAnswer = "write ETIMEDOUT: no answer within 100 ms; connecting again";
    const noConnection = "connect ETIMEDOUT: no answer within 50 ms; connecting again";
    await until(() => messages().includes(noAnswer));
    await until(() => messages().at(-1) === noConnection);
    expect(["waiting", "connecting"]).toContain(sender.stats.state);
    expect(sender.stats.errors).toEqual({ ETIMEDOUT: sender.troubles.length });

    peers.restore();
    const all = records(COUNT, PADDING);
    const read = () => filesOf(path).map(lineByLine);
    await until(() => read().at(-1)?.records.at(-1) === all.at(-1));
    await until(() => sender.stats.buffered === 0 && sender.stats.state === "open");
    // What the kernel had of a connection that was given up may still come, and was counted. On a busy machine
    // there are several.
    const connections = read().map(({ records }) => records);
    for (const received of connections) {
      const first = all.indexOf(received[0] ?? "");
      expect(received).toEqual(all.slice(first, first + received.length));
    }
    expect(connections[0]?.[0]).toBe(all[0]);
    expect(read().at(-1)?.rest).toBe("");
    const missing = COUNT - new Set(connections.flat()).size;
    expect(sender.stats.uncertain).toBeGreaterThanOrEqual(missing);
    expect(sender.stats.reconnects).toBeGreaterThanOrEqual(1);
    expect(sender.stats).toMatchObject({ records: COUNT, dropped: 0 });
  });
});

/** What the connections of programs/listens.mjs said, by when they came. */
function filesOf(path: string): string[] {
  const files: string[] = [];
  for (let i = 0; existsSync(`${path}.${i}`); i++) files.push(readFileSync(`${path}.${i}`, "utf8"));
  return files;
}
