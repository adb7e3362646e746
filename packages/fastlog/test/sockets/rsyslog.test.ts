import { connect } from "node:net";
import { hostname } from "node:os";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostile, visible } from "../fixtures/unit/hostile.ts";
import { Recording } from "../fixtures/unit/recording.ts";
import { type Received, Rsyslogd, rsyslogd } from "./rsyslogd.ts";

/** Sends lines to an rsyslogd, one behind another on one connection. */
async function received(lines: readonly string[]): Promise<Received[]> {
  const daemon = await Rsyslogd.start();
  try {
    connect(daemon.tcp, "127.0.0.1").end(`${lines.join("\n")}\n`);
    return await daemon.received(lines.length);
  } finally {
    await daemon.stop();
  }
}

test.skipIf(rsyslogd === undefined)(
  "rsyslogd finds the header, every field and the message of ordinary records",
  async () => {
    const recording = new Recording({
      format: { syslog: { facility: "local3", appName: "shop" } },
    });
    recording.app.info("listening on {}", 8080);
    recording.app.error("failed", { status: 502, ms: 1.5, tls: true, to: null, at: "/a?b=[c]" });
    recording.app.child({ reqId: "r-1", user: { id: 7, name: 'O"Hara' } }).fatal("");
    const worker = new Recording({ format: { syslog: { appName: "shop" } }, tag: "worker-3" });
    worker.plain.warn('"quoted" \\ [and] more', { text: "ü€😀" });

    const lines = [...recording.lines(), ...worker.lines()];
    const header = {
      input: "imptcp",
      time: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      host: hostname(),
      app: "shop",
      process: String(process.pid),
      id: "app",
    };
    expect(await received(lines)).toEqual([
      { ...header, pri: "158", message: "listening on 8080", fields: {} },
      {
        ...header,
        pri: "155",
        message: "failed",
        fields: { status: "502", ms: "1.5", tls: "true", to: "null", at: "/a?b=[c]" },
      },
      {
        ...header,
        pri: "154",
        message: "",
        fields: { reqid: "r-1", user: '{"id":7,"name":"O\\"Hara"}' },
      },
      {
        ...header,
        pri: "12",
        id: "-",
        message: '"quoted" \\ [and] more',
        fields: { tag: "worker-3", text: "ü€😀" },
      },
    ]);
  },
);

test.skipIf(rsyslogd === undefined)(
  "rsyslogd finds as many hostile records as there were, and all that is in them",
  async () => {
    const RECORDS = 1_000;
    // What is longer takes minutes to send, and is cut.
    const text = hostile.filter((text) => text.length < 2_000);
    const fields = fc.dictionary(fc.stringMatching(/^x[a-z0-9._-]{0,9}$/), text);
    const records = fc.sample(fc.tuple(text, fields, text), RECORDS);
    const recording = new Recording({ format: "syslog" });
    for (const [message, fields, key] of records) {
      recording.app.info("{}", message, { ...fields, [`=${key}`]: key });
    }

    const all = await received(recording.lines());
    expect(all).toHaveLength(RECORDS);
    all.forEach((record, i) => {
      const [message, fields, key] = records[i] as (typeof records)[number];
      expect(record.message).toBe(visible(message));
      expect(record.fields).toMatchObject(
        Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, visible(text)])),
      );
      expect(Object.values(record.fields).at(-1)).toBe(visible(key));
    });
  },
);
