import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { run } from "../child.ts";
import { folder } from "../folder.ts";
import { Peer } from "../sockets/peer.ts";

/** What packers/app.mjs logs. */
const MESSAGES = [
  ...Array.from({ length: 2_000 }, (_, i) => `line ${i}`),
  "finished",
  "finished",
  "request",
];

const HEADERS = { cookie: "[Redacted]", host: "h" };

/**
 * Runs what was made of packers/app.mjs, by a command that takes the folder and the port to log to, and expects
 * every record at both backends.
 */
export async function expectAllRecords(command: readonly string[], cwd: string): Promise<void> {
  const logs = folder();
  const peer = await Peer.listen();
  const { stdout, stderr, status } = await run([...command, logs, String(peer.port)], { cwd });
  await peer.settled();
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  const records = peer.lines.map((line) => JSON.parse(line));
  expect(records.map(({ msg }) => msg)).toEqual(MESSAGES);
  expect(records.slice(-3)).toEqual([
    expect.objectContaining({ name: "a", list: [1, 2] }),
    expect.objectContaining({ name: 1, schemaError: "name must be string" }),
    expect.objectContaining({ req: expect.objectContaining({ headers: HEADERS }) }),
  ]);
  expect(linesOf(logs).map((line) => /msg="([^"]*)"/.exec(line)?.[1])).toEqual(MESSAGES);
  expect(JSON.parse(stdout)).toEqual({
    message: "captured [1]",
    fields: { deep: { error: { type: "TypeError", message: "t", stack: "" } }, id: 7 },
    matches: true,
    errors: [],
    refused: "ERR_FASTLOG_INVALID_FILTER",
  });
}

/** The lines of a file and of those that it was before it was rotated. */
function linesOf(logs: string): string[] {
  const rotated = readdirSync(logs).filter((name) => /^app\.log\.\d/.test(name));
  expect(rotated.length).toBeGreaterThan(1);
  const texts = rotated.sort().map((name) => gunzipSync(readFileSync(join(logs, name))).toString());
  return [...texts, readFileSync(join(logs, "app.log"), "utf8")].join("").split("\n").slice(0, -1);
}
