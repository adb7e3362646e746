import type { Arguments } from "../arguments.ts";
import { type Command, FOUND, NONE_FOUND, type Surroundings } from "../command.ts";
import { Output } from "../print/output.ts";
import { safeLine } from "../print/safe.ts";
import { JSON_OPTION } from "./json-option.ts";
import { type Found, findProcesses } from "./processes.ts";
import { table } from "./text.ts";

/** `fastlog ps`: lists running processes. */
export const ps: Command = {
  name: "ps",
  summary: "list the running processes that can be looked into",
  usage: "[OPTIONS]",
  options: [JSON_OPTION],
  details: `Processes of the same user that were started with LOG_CONTROL=1, or have configured control.

Exit code: 0 if there are any, 1 if there are none, 2 after an error.`,
  run,
};

async function run(args: Arguments, surroundings: Surroundings): Promise<number> {
  const all = await findProcesses(surroundings);
  const states = await Promise.all(all.map(stateOf));
  const out = new Output(surroundings.out);
  if (args.flag("json")) {
    for (const state of states) out.text(`${JSON.stringify(state)}\n`);
  } else if (states.length > 0) {
    const head = ["PID", "PARENT", "PROGRAM", "TAG", "THREADS", "STARTED", "FILTER", "LEASES"];
    const rows = states.map((state) =>
      "problem" in state
        ? [state.pid, "", "", "", "", "", state.problem, ""]
        : [
            ...[state.pid, state.ppid, state.program, state.tag, state.threads],
            ...[state.started, state.filter, state.leases.length],
          ],
    );
    for (const line of table([head, ...rows])) out.text(`${safeLine(line)}\n`);
  }
  out.flush();
  return states.length > 0 ? FOUND : NONE_FOUND;
}

async function stateOf({ pid, link, problem = "it does not answer" }: Found) {
  if (link === undefined) return { pid, problem };
  const { filter = "", leases = [] } = await link.ask({ do: "level" });
  link.close();
  const { ppid, program, tag, threads, started } = link.greeting;
  const own = { pid, ppid, program, tag, threads, started };
  return { ...own, filter: String(filter), leases: leases as readonly unknown[] };
}
