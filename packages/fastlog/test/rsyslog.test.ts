import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Child, start } from "./child.ts";
import { hostile, visible } from "./fixtures/unit/hostile.ts";
import { Recording } from "./fixtures/unit/recording.ts";
import { folder } from "./folder.ts";
import { tool } from "./tools.ts";

const rsyslogd = tool("rsyslogd", "rsyslog");

/** A record as rsyslog understood it. */
interface Received {
  readonly pri: string;
  readonly time: string;
  readonly host: string;
  readonly app: string;
  readonly process: string;
  readonly id: string;
  readonly message: string;
  /** As the element's parser has them: with names in lower case. */
  readonly fields: Readonly<Record<string, string>>;
}

const PROPERTIES = {
  pri: "pri",
  time: "timereported",
  host: "hostname",
  app: "app-name",
  process: "procid",
  id: "msgid",
  message: "msg",
};

function configuration(at: string): string {
  const properties = Object.entries(PROPERTIES).map(([name, property]) => {
    const date = name === "time" ? ' dateFormat="rfc3339"' : "";
    return `  property(outname="${name}" name="${property}" format="jsonf"${date})`;
  });
  return `
global(workDirectory="${at}" maxMessageSize="128k" net.enableDNS="off")
module(load="imtcp" maxSessions="1")
module(load="mmpstrucdata")
input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="${at}/port")
template(name="json" type="list" option.jsonf="on") {
${properties.join("\n")}
  property(outname="fields" name="$!all-json-plain" format="jsonf")
}
action(type="mmpstrucdata")
action(type="omfile" file="${at}/received" template="json")
`;
}

/** Waits for what a file is to be; fails if the daemon ends before. */
async function contentOf(path: string, daemon: Child, is: (text: string) => boolean) {
  const { process } = daemon;
  while (process.exitCode === null && process.signalCode === null) {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (is(text)) return text;
    await pause(10);
  }
  throw new Error(`rsyslogd has ended: ${(await daemon.ended).stderr}`);
}

/** Sends lines to an rsyslogd, one behind another on one connection. */
async function received(lines: readonly string[]): Promise<Received[]> {
  const at = folder();
  const config = join(at, "rsyslog.conf");
  writeFileSync(config, configuration(at));
  const daemon = start([rsyslogd as string, "-n", "-f", config, "-i", join(at, "pid")]);
  try {
    const port = await contentOf(join(at, "port"), daemon, (text) => text !== "");
    // The daemon has the port before it listens on it; its pid file it has when it is ready.
    await contentOf(join(at, "pid"), daemon, (text) => text !== "");
    connect(Number(port), "127.0.0.1").end(`${lines.join("\n")}\n`);
    const isWhole = (text: string) => text.split("\n").length > lines.length;
    const text = await contentOf(join(at, "received"), daemon, isWhole);
    return text.trimEnd().split("\n").map(read);
  } finally {
    daemon.process.kill("SIGTERM");
    await daemon.ended;
  }
}

function read(line: string): Received {
  const parsed = JSON.parse(line) as Record<string, string>;
  const { fields = "{}", ...others } = parsed;
  const all = JSON.parse(fields) as { "rfc5424-sd"?: Record<string, Received["fields"]> };
  return { ...others, fields: all["rfc5424-sd"]?.["fastlog@32473"] ?? {} } as unknown as Received;
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
