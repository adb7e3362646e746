import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { start } from "../measure/start.js";

const RECORDS = 2_000_000;

/**
 * Profiles a process that logs the records of a scenario to `/dev/null`, and says where the profile is.
 *
 * @param {"cpu" | "heap"} kind
 * @param {string} folder
 * @param {{ contender: string, format: string, scenario: string }} what
 */
export async function profile(kind, folder, { contender, format, scenario }) {
  mkdirSync(folder, { recursive: true });
  const name = `${contender}.${scenario}.${format}.${kind}profile`;
  const flags = [`--${kind}-prof`, `--${kind}-prof-dir=${folder}`, `--${kind}-prof-name=${name}`];
  const destination = JSON.stringify({ kind: "file", path: "/dev/null" });
  await start("process/log.js", [contender, format, scenario, String(RECORDS), destination], {
    flags,
  });
  if (!readdirSync(folder).includes(name)) throw new Error(`${folder}: there is no ${name}`);
  return join(folder, name);
}

/** No well-kept package makes a picture of it; these make one that can be looked into. */
export const HOW_TO_OPEN = `open it as a flame graph: in Chrome's DevTools (Performance, "Load profile";
Memory for a heap profile), in VS Code, or by: npx speedscope FILE`;
