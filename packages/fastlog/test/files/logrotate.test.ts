import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { SignalOptions } from "../../src/config/signal-options.ts";
import { program, run, start } from "../child.ts";
import { folder } from "../folder.ts";
import { recordsIn } from "../lines.ts";
import { tool } from "../tools.ts";
import { until } from "../until.ts";

/** How often a file is rotated while the program logs, and how many records there are to be at least. */
const ROTATIONS = 4;
const LEAST = 100_000;

const logrotate = tool("logrotate", "logrotate");

interface Rotated {
  /** What the files have, the oldest first. */
  readonly texts: string[];
  /** How many records were logged. */
  readonly logged: number;
  readonly stderr: string;
}

interface Trial {
  readonly directives: string | ((pid: number) => string);
  readonly parameters?: string;
  readonly signals?: SignalOptions;
  /**
   * How often it logs. Where it takes a second until a file is left, not too much is to be logged meanwhile, nor
   * more than is remembered where logrotate waits for the disk.
   */
  readonly pause?: "turn" | "millisecond";
}

/** Has logrotate rotate the file of a program that logs on. */
async function rotate(trial: Trial): Promise<Rotated> {
  const { directives, parameters = "", signals = false, pause = "turn" } = trial;
  const at = folder();
  chmodSync(at, 0o700); // logrotate insists
  const path = join(at, "app.log");
  const backend = pathToFileURL(path).href + parameters;
  const options = JSON.stringify({ backend, signals });
  const child = start(program("logs-on.mjs", options, LEAST, pause));
  await child.reported((line) => line === "started");

  const config = join(at, "logrotate.conf");
  const { pid = 0 } = child.process;
  const how = typeof directives === "string" ? directives : directives(pid);
  const all = `${path} {\n rotate 100\n ${how}\n}\n`;
  writeFileSync(config, all, { mode: 0o600 });
  const hasRecords = () => statSync(path, { throwIfNoEntry: false })?.size;
  for (let i = 0; i < ROTATIONS; i++) {
    await until(() => (hasRecords() ?? 0) > 0);
    const command = [logrotate as string, "--force", "--state", join(at, "state"), config];
    const { status, stderr } = await run(command);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  }
  await until(() => (hasRecords() ?? 0) > 0);
  child.process.kill("SIGUSR2");
  const { status, stderr, report } = await child.ended;
  expect(status).toBe(0);
  return { texts: textsOf(at), logged: Number(report.at(-1)), stderr };
}

/** `app.log.4.gz`, `app.log.3.gz`, … `app.log.1`, `app.log`. */
function textsOf(at: string): string[] {
  const ageOf = (name: string) => Number(/^app\.log\.(\d+)/.exec(name)?.[1] ?? 0);
  const names = readdirSync(at).filter((name) => name.startsWith("app.log"));
  names.sort((a, b) => ageOf(b) - ageOf(a));
  expect(names.map(ageOf)).toEqual(Array.from(names, (_, i) => names.length - 1 - i));
  return names.map((name) => {
    const bytes = readFileSync(join(at, name));
    return (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  });
}

test.skipIf(logrotate === undefined).concurrent.for([
  ["which makes a new file, and nobody tells the program", "create"],
  ["which makes none, and nobody tells the program", "nocreate"],
  ["which compresses the second newest", "create\n compress\n delaycompress"],
])("logrotate, %s, loses, tears and doubles no record", async ([, directives = ""]) => {
  const { texts, logged, stderr } = await rotate({ directives, pause: "millisecond" });
  expect(stderr).toBe("");
  expect(texts).toHaveLength(ROTATIONS + 1);
  expect(recordsIn(texts.join(""))).toEqual({ count: logged, rest: "" });
});

test
  .skipIf(logrotate === undefined)
  .concurrent(
    "logrotate, which tells the program by a signal, loses, tears and doubles no record",
    async () => {
      const { texts, logged, stderr } = await rotate({
        directives: (pid) => `create\n postrotate\n kill -HUP ${pid}\n endscript`,
        signals: { reopen: ["SIGHUP"] },
      });
      expect(stderr).toBe("");
      expect(texts).toHaveLength(ROTATIONS + 1);
      expect(recordsIn(texts.join(""))).toEqual({ count: logged, rest: "" });
    },
  );

test
  .skipIf(logrotate === undefined)
  .concurrent(
    "logrotate, which copies the file and truncates it, loses and doubles no record that fastlog knows again",
    async () => {
      const { texts, logged, stderr } = await rotate({
        directives: "copytruncate",
        parameters: "?copytruncate=true",
        pause: "millisecond",
      });
      expect(stderr).toBe("");
      expect(texts).toHaveLength(ROTATIONS + 1);
      const numbers: number[] = [];
      for (const text of texts) {
        // A copy may end within a record, which then is whole in the next file.
        const whole = text.slice(0, text.lastIndexOf("\n") + 1);
        for (const line of whole.split("\n").slice(0, -1)) {
          numbers.push(Number(/^\d{4}-\S+Z\t\d+\t\d+\tINFO\tmain\trecord (\d+)$/.exec(line)?.[1]));
        }
      }
      // What is written in the moment in which the file is truncated stands before what is written again.
      const outOfOrder = numbers.filter(
        (number, i) => i > 0 && number < (numbers[i - 1] as number),
      );
      expect(outOfOrder.length).toBeLessThanOrEqual(ROTATIONS);
      numbers.sort((a, b) => a - b);
      expect(numbers.findIndex((number, i) => number !== i)).toBe(-1);
      expect(numbers).toHaveLength(logged);
    },
  );
