import { checkFolder, controlFolder, socketsIn } from "../../control/socket-path.ts";
import { messageOf } from "../../diagnostics/error-message.ts";
import type { Arguments, OptionSpec } from "../arguments.ts";
import type { Surroundings } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { type Greeting, Link, NoAnswer, NobodyThere } from "./link.ts";

/** Options that say which processes a command is for. */
export const PROCESS_OPTIONS: readonly OptionSpec[] = [
  { name: "pid", short: "p", value: "PID", isList: true, help: "the process of this number" },
  { name: "parent", value: "PID", help: "this process, and those that it has started" },
  { name: "socket", value: "PATH", isList: true, help: "the process that listens there" },
  { name: "all", short: "a", help: "all processes of the user" },
];

/** How processes are named, for the help of a command. */
export const PROCESS_DETAILS = `Processes of the same user that were started with LOG_CONTROL=1, or have configured control, are
found. NAME is a tag, or the name of a program, with or without its ending. Without NAME and
options, there must be one process only.`;

/** A process that was found, with a connection, or with the reason why there is none. */
export interface Found {
  readonly pid: number;
  readonly path: string;
  readonly link: Link | undefined;
  readonly problem: string | undefined;
}

/** Finds all processes of the user. Their connections are open. */
export async function findProcesses({ environment }: Surroundings): Promise<Found[]> {
  const folder = controlFolder(environment);
  try {
    checkFolder(folder);
  } catch (error) {
    // Nobody has opened a socket there yet, or somebody else may have.
    if (isMissing(error)) return [];
    throw new UsageError(messageOf(error));
  }
  const sockets = socketsIn(folder).sort((a, b) => a.pid - b.pid);
  const found = await Promise.all(sockets.map(({ path, pid }) => reach(path, pid)));
  return found.flatMap((one) => one ?? []);
}

/** The processes that a command line names, with open connections. Throws for one that does not answer. */
export async function chosenProcesses(
  args: Arguments,
  names: readonly string[],
  surroundings: Surroundings,
): Promise<Link[]> {
  const pids = args.values("pid").map((pid) => numberOf("pid", pid));
  const parentText = args.value("parent");
  const parent = parentText === undefined ? undefined : numberOf("parent", parentText);
  const paths = args.values("socket");
  const given = await allReached(paths);
  const isNamed = pids.length + names.length > 0 || parent !== undefined || args.flag("all");
  if (paths.length > 0 && !isNamed) return given;
  const all = await findProcesses(surroundings);
  let chosen: readonly Found[] = [];
  try {
    chosen = isNamed ? named(all, pids, names, parent, args) : alone(all, surroundings);
    const silent = chosen.find(({ link }) => link === undefined);
    if (silent !== undefined) throw new UsageError(`process ${silent.pid}: ${silent.problem}`);
  } catch (error) {
    // An open connection would keep this process alive.
    for (const link of given) link.close();
    chosen = [];
    throw error;
  } finally {
    for (const { link } of all) {
      if (link !== undefined && !chosen.some((one) => one.link === link)) link.close();
    }
  }
  return [...given, ...chosen.flatMap(({ link }) => link ?? [])];
}

/** How a process is called in messages: `8932 app.js`. */
export function titleOf({ pid, program, tag }: Greeting): string {
  return tag === "main" ? `${pid} ${program}` : `${pid} ${program} ${tag}`;
}

/** `undefined` if nobody listens: a killed process has left its socket. */
async function reach(path: string, pid: number): Promise<Found | undefined> {
  try {
    return { pid, path, link: await Link.open(path), problem: undefined };
  } catch (error) {
    if (error instanceof NobodyThere) return undefined;
    const problem =
      error instanceof NoAnswer ? "it does not answer (in a loop, or stopped)" : messageOf(error);
    return { pid, path, link: undefined, problem };
  }
}

/** Connects to all sockets, or to none. */
async function allReached(paths: readonly string[]): Promise<Link[]> {
  const reached = await Promise.allSettled(paths.map((path) => reachNamed(path)));
  const links = reached.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const failed = reached.find((one) => one.status === "rejected");
  if (failed === undefined) return links;
  for (const link of links) link.close();
  throw failed.reason;
}

async function reachNamed(path: string): Promise<Link> {
  try {
    return await Link.open(path);
  } catch (error) {
    const reason =
      error instanceof NobodyThere
        ? "nobody listens there"
        : error instanceof NoAnswer
          ? "no answer (in a loop, or stopped)"
          : messageOf(error);
    throw new UsageError(`--socket ${path}: ${reason}`);
  }
}

function named(
  all: readonly Found[],
  pids: readonly number[],
  names: readonly string[],
  parent: number | undefined,
  args: Arguments,
): Found[] {
  if (args.flag("all") && all.length === 0) throw none();
  for (const pid of pids) {
    if (!all.some((one) => one.pid === pid)) throw unknown(`process ${pid}`, all);
  }
  for (const name of names) {
    if (!all.some((one) => isCalled(one, name))) {
      throw unknown(`process ${JSON.stringify(name)}`, all);
    }
  }
  const chosen = all.filter(
    (one) =>
      args.flag("all") ||
      pids.includes(one.pid) ||
      names.some((name) => isCalled(one, name)) ||
      (parent !== undefined && (one.pid === parent || one.link?.greeting.ppid === parent)),
  );
  if (chosen.length === 0) throw unknown(`process of ${parent}`, all);
  return chosen;
}

function isCalled({ link, pid }: Found, name: string): boolean {
  if (name === String(pid)) return true;
  if (link === undefined) return false;
  const { tag, program } = link.greeting;
  return [tag, program, program.replace(/\.[cm]?[jt]s$/, "")].includes(name);
}

function alone(all: readonly Found[], { environment }: Surroundings): Found[] {
  if (all.length === 1) return [...all];
  if (all.length === 0) throw none(controlFolder(environment));
  throw new UsageError(`there are ${all.length} processes (--pid, --all or a name):${listOf(all)}`);
}

function none(folder: string = controlFolder()): UsageError {
  return new UsageError(
    `no process has a control socket in ${folder} (a program opens one if LOG_CONTROL=1 is set)`,
  );
}

function unknown(what: string, all: readonly Found[]): UsageError {
  return all.length === 0 ? none() : new UsageError(`no ${what}; there are:${listOf(all)}`);
}

function listOf(all: readonly Found[]): string {
  const title = ({ pid, link, problem }: Found) =>
    link === undefined ? `${pid}: ${problem}` : titleOf(link.greeting);
  return all.map((one) => `\n  ${title(one)}`).join("");
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(
    `--${option}: expected the number of a process, not ${JSON.stringify(text)}`,
  );
}

function isMissing(error: unknown): boolean {
  return messageOf(error).endsWith("it is missing");
}
