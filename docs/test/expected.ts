import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { CLOCK, PROCESS } from "../.vitepress/live/node/facts.ts";
import type { LineVector } from "./vectors.ts";

/** The line that the library in Node writes, or its error. */
export type Written =
  | { readonly text: string }
  | { readonly code: string; readonly message: string };

/** Writes records with the library in a Node process that is like that of the pages. */
export async function writtenByNode(
  vectors: readonly (LineVector & { readonly color: boolean })[],
): Promise<readonly Written[]> {
  const { PATH = "", TZ } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(new URL("lines.js", import.meta.url))], {
    env: { PATH, ...(TZ === undefined ? {} : { TZ }), OTEL_SERVICE_NAME: PROCESS.service },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const clock = { ...CLOCK, hrtime: String(CLOCK.hrtime) };
  child.stdin.end(JSON.stringify({ ...PROCESS, clock, vectors }));
  const [written, [status]] = await Promise.all([text(child.stdout), once(child, "exit")]);
  if (status !== 0) throw new Error(`lines.js ended with ${status}`);
  return JSON.parse(written);
}
