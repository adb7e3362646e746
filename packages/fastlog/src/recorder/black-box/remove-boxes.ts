import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { boxPath, ownerOf } from "./box-file.ts";
import type { BoxOwner } from "./layout.ts";

type Process = Pick<BoxOwner, "pid" | "start">;

/** Removes the box of a worker that has ended, if it is still there. */
export function removeBoxOfWorker(template: string, owner: Process, thread: number): void {
  const path = boxPath(template, { ...owner, thread });
  if (!isBoxOf(path, owner, thread)) return;
  // Its mapping stays until the process ends, because nothing of the thread is there to end it. The memory does not.
  fs.truncateSync(path);
  fs.rmSync(path, { force: true });
}

/** Removes the boxes that the workers of a process have left, but for those of the threads of `kept`. */
export function removeBoxesOfWorkers(
  template: string,
  owner: Process,
  kept: ReadonlySet<number>,
): void {
  const first = boxPath(template, { ...owner, thread: 0 });
  const folder = dirname(first);
  // The folder may be one of a thread.
  if (folder !== dirname(boxPath(template, { ...owner, thread: 1 }))) return;
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const thread = threadOf(name, template, owner);
    if (thread === undefined || kept.has(thread)) continue;
    if (isBoxOf(path, owner, thread)) fs.rmSync(path, { force: true });
  }
}

/** The thread of a file's name; `undefined` if it is no box of a worker. */
function threadOf(name: string, template: string, owner: Process): number | undefined {
  const found = name.match(/\d+/g)?.map(Number) ?? [];
  return found.find(
    (thread) => thread > 0 && basename(boxPath(template, { ...owner, thread })) === name,
  );
}

function isBoxOf(path: string, { pid, start }: Process, thread: number): boolean {
  try {
    const stat = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) return false;
    const found = ownerOf(path, stat.size);
    return found?.pid === pid && found.start === start && found.thread === thread;
  } catch {
    // It is something else.
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return [];
  }
}
