import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LEVEL_NAMES } from "../../src/level.ts";
import { Runtime } from "../../src/lifecycle/runtime.ts";
import { type Child, run, start } from "../child.ts";
import { folder } from "../folder.ts";
import { tool } from "../tools.ts";
import { until } from "../until.ts";

const daemon = tool("systemd-journald", "systemd");
const reader = tool("journalctl", "systemd");

const runtime = new Runtime({});

/** A record as journalctl shows it: what is not text, or too long, is something else. */
type Entry = Readonly<Record<string, unknown>>;

/** A real systemd-journald of its own, apart from the one that the system may have. */
class Journal {
  readonly #at = folder();
  readonly #logs = join(this.#at, "logs");
  readonly #run = join(this.#at, "run");
  readonly #child: Child;

  constructor() {
    mkdirSync(this.#logs);
    mkdirSync(this.#run);
    const env = { RUNTIME_DIRECTORY: this.#run, LOGS_DIRECTORY: this.#logs };
    // Only the daemon of a namespace takes other folders than the system's.
    this.#child = start([daemon as string, "test"], { env });
  }

  get socket(): string {
    return join(this.#run, "stdout");
  }

  /** Waits until it listens. */
  async isReady(): Promise<void> {
    await until(() => existsSync(this.socket) || this.#hasEnded);
  }

  /** Waits for so many records that came by a stream, and returns them. */
  async entries(count: number): Promise<Entry[]> {
    const options = ["-D", this.#logs, "-o", "json", "--all", "_TRANSPORT=stdout"];
    let entries: Entry[] = [];
    await until(async () => {
      const { stdout } = await run([reader as string, ...options]);
      entries = stdout.split("\n").slice(0, -1).map(parse);
      return entries.length >= count || this.#hasEnded;
    });
    return entries;
  }

  async stop(): Promise<void> {
    this.#child.process.kill("SIGTERM");
    await this.#child.ended;
  }

  get #hasEnded(): boolean {
    const { exitCode, signalCode } = this.#child.process;
    return exitCode !== null || signalCode !== null;
  }
}

function parse(line: string): Entry {
  return JSON.parse(line) as Entry;
}

describe.skipIf(daemon === undefined || reader === undefined)("systemd-journald", () => {
  let journal: Journal;

  beforeEach(async () => {
    journal = new Journal();
    await journal.isReady();
  });

  afterEach(async () => {
    await runtime.close();
    await journal.stop();
  });

  test("has the message, the identifier and the priority of a record of each level", async () => {
    const backend = `journald:?path=${journal.socket}&identifier=shop`;
    runtime.configure({ backend, filter: "trace", format: { template: "{level} {message}" } });
    const app = runtime.logger("app");
    for (const level of LEVEL_NAMES) app[level]("at {}", level, { text: '"ü€😀"\n<0>forged' });

    const entries = await journal.entries(LEVEL_NAMES.length);
    const fields = ' text="\\"ü€😀\\"\\n<0>forged"';
    const shop = { SYSLOG_IDENTIFIER: "shop" };
    expect(entries).toMatchObject([
      { ...shop, PRIORITY: "2", MESSAGE: `FATAL at fatal${fields}` },
      { ...shop, PRIORITY: "3", MESSAGE: `ERROR at error${fields}` },
      { ...shop, PRIORITY: "4", MESSAGE: `WARN at warn${fields}` },
      { ...shop, PRIORITY: "6", MESSAGE: `INFO at info${fields}` },
      { ...shop, PRIORITY: "7", MESSAGE: `DEBUG at debug${fields}` },
      { ...shop, PRIORITY: "7", MESSAGE: `TRACE at trace${fields}` },
    ]);
    expect(entries).toHaveLength(LEVEL_NAMES.length);
  });

  test("has a record that is longer than a line of it may be as one, which is cut", async () => {
    const backend = `journald:?path=${journal.socket}`;
    runtime.configure({ backend, format: { template: "{message}" } });
    const app = runtime.logger("app");
    app.warn("x".repeat(60_000));
    app.warn("the next one");

    const entries = await journal.entries(2);
    expect(entries).toMatchObject([
      {
        PRIORITY: "4",
        MESSAGE: expect.stringMatching(
          /^x{20000,}…\(\+\d+ characters\)x{5000,}…\(\+\d+ characters\)$/,
        ),
      },
      { PRIORITY: "4", MESSAGE: "the next one" },
    ]);
    expect(entries).toHaveLength(2);
  });

  test("keeps its connection, although it closes its own side of it at once", async () => {
    const backend = `journald:?path=${journal.socket}`;
    runtime.configure({ backend, format: { template: "{message}" } });
    const app = runtime.logger("app");
    app.info("the first one");
    const [{ _STREAM_ID: first }] = (await journal.entries(1)) as [Entry];
    app.info("another one");
    const [, { _STREAM_ID: other }] = (await journal.entries(2)) as [Entry, Entry];

    expect(other).toBe(first);
    await runtime.close();
    expect(runtime.stats().backends).toMatchObject([
      { records: 2, dropped: 0, uncertain: 0, errors: {}, reconnects: 0, state: "closed" },
    ]);
  });
});
