import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { fuse } from "../bundle/fuse.js";
import { PLAN } from "../bundle/plan.js";
import type { Recording, RecordingOptions } from "./fixtures/unit/recording.ts";
import { type HostileRecord, hostileRecords, WAYS } from "./fixtures/unit/records.ts";
import { folder } from "./folder.ts";

type Recordings = new (options?: RecordingOptions) => Recording;

/** How many values each format writes, and how many of them at a time. */
const RUNS = 4_000;
const TOGETHER = 50;
const MINUTES = 60_000;

let asWritten: Recordings;
let fused: Recordings;

beforeAll(async () => {
  const { outputFiles } = await build({
    absWorkingDir: import.meta.dirname,
    entryPoints: ["fixtures/unit/recording.ts"],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20.19",
  });
  const code = outputFiles[0]?.text ?? "";
  const require = `import { createRequire } from "node:module";
    const require = createRequire(${JSON.stringify(createRequire(import.meta.url).resolve("vitest"))});\n`;
  const at = folder();
  const load = async (name: string, text: string): Promise<Recordings> => {
    writeFileSync(join(at, name), require + text);
    return (await import(pathToFileURL(join(at, name)).href)).Recording;
  };
  asWritten = await load("as-written.mjs", code);
  fused = await load("fused.mjs", fuse(code, PLAN));
});

/** A clock that goes on by some microseconds, or a second, each time it is read. */
function time(): { monotonic: () => bigint; wall: () => number } {
  let now = 5_000_000_000n;
  const step = () => {
    now += now % 7n === 0n ? 1_000_000_007n : 12_345n;
    return now;
  };
  return { monotonic: step, wall: () => 1_764_000_000_000 + Number(now / 1_000_000n) };
}

/** What the logging calls of a few records are written as. */
function lines(
  Recording: Recordings,
  options: RecordingOptions,
  records: readonly HostileRecord[],
): readonly string[] {
  const recording = new Recording({ ...options, time: time() });
  const child = recording.app.child({ service: "gateway", n: 1 });
  for (const [way, name, value] of records) {
    recording.plain.info("constant");
    recording.app.warn("constant");
    child.info("with {} and {}", way, name);
    WAYS[way]?.(way % 2 === 0 ? recording.app : child, name, value());
    recording.plain.info("fields", { method: name, status: way, ms: way * 1234.5 });
  }
  return recording.lines();
}

test.each<[string, RecordingOptions]>([
  ["text", { template: "{date:us} {hrtime} {level} {message}" }],
  ["text with a target and a tail", { template: "{date} {target} {message} {hrtime}" }],
  ["JSON", { format: "json" }],
  ["JSON with fields of every record", { format: "json", fields: { region: "eu", status: 1 } }],
  ["logfmt", { format: "logfmt" }],
  ["syslog", { format: "syslog" }],
  ["JSON of short records", { format: "json", maxRecord: 1024 }],
  ["text of short records", { maxRecord: 1024 }],
  ["JSON into few chunks", { format: "json", buffer: 131_072 }],
])("what is fused writes %s as the source does", { timeout: 10 * MINUTES }, (_, options) => {
  fc.assert(
    fc.property(hostileRecords(TOGETHER), (records) => {
      // From one place: errors that are made in there have it in their stacks.
      const [written, got] = [asWritten, fused].map((each) => lines(each, options, records));
      expect(got).toEqual(written);
      expect(written).not.toHaveLength(0);
    }),
    { numRuns: RUNS / TOGETHER },
  );
});
