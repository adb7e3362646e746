// The time of a call that the level stops, for all contenders that have levels, in one process.
//
//   node disabled-once.js CONTENDER… 3>results
//
// To descriptor 3 it writes JSON: ns a call; the floor's is an empty function. Each has a loop of its own. It fails if
// something was logged.
import { statSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { contender } from "../loggers/all.js";
import { turn } from "../measure/batch.js";
import { best } from "../measure/best.js";
import { inFolder } from "../measure/folder.js";

const CALLS = 100_000;

const [, , ...ids] = process.argv;
const least = await inFolder(async (folder) => {
  const path = join(folder, "disabled.log");
  writeFileSync(path, "");
  const loops = {};
  const flushes = [];
  for (const id of ids) {
    const { open } = await contender(id);
    const opened = await open({ kind: "file", path }, "json");
    const { callsOf } = await import(`./loop.js?${id}`);
    loops[id] = callsOf(opened.disabled, CALLS);
    flushes.push(opened.flush);
  }
  const least = best(loops, CALLS);
  for (const flush of flushes) await flush();
  await turn();
  if (statSync(path).size > 0) throw new Error("a disabled call logged something");
  return least;
});
writeSync(3, JSON.stringify(least));
process.exit();
