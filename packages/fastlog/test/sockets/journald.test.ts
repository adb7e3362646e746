import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LEVEL_NAMES } from "../../src/level.ts";
import { Runtime } from "../../src/lifecycle/runtime.ts";
import { type Entry, hasJournal, Journal } from "../journal.ts";

const runtime = new Runtime({});

describe.skipIf(!hasJournal)("systemd-journald", () => {
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
