import fs from "node:fs";
import { isTerminal } from "../backend/fd/terminal.ts";
import { codeOf, messageOf } from "../diagnostics/error-message.ts";
import { escapeUnsafe } from "../text/escape.ts";
import { systemTime } from "../time/system-time.ts";
import { ConditionError } from "../where/condition-error.ts";
import { nearest, type OptionSpec, parseArguments } from "./arguments.ts";
import { type Command, FAILED, FOUND, type Surroundings } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { generalHelp, HELP, helpOf } from "./help.ts";
import { inputsOf } from "./input/inputs.ts";
import { paged, pagerOf } from "./pager.ts";
import { Output, ReaderGone } from "./print/output.ts";
import { UsageError } from "./usage-error.ts";

/** Passed to the program that writes for a pager. */
const PAGED: OptionSpec = { name: "paged", help: "" };

/**
 * Leaves the terminal to the pager that reads this program's output. When Node ends, it sets a terminal among its standard
 * streams back to what it was, and the pager would get no more keys.
 */
function leaveTerminal(): void {
  if (isTerminal(1)) return;
  for (const fd of [0, 2]) if (isTerminal(fd)) fs.closeSync(fd);
}

/** Runs a command line. Resolves with the exit code; it never rejects. */
export async function main(argv: readonly string[], version: string): Promise<number> {
  const surroundings: Surroundings = {
    out: 1,
    isTerminal: isTerminal(1),
    environment: process.env,
    now: systemTime(),
    complain: tell,
  };
  process.on("exit", leaveTerminal);
  try {
    return await run(argv, version, surroundings);
  } catch (error) {
    if (error instanceof ReaderGone) return FOUND;
    tell(error);
    return FAILED;
  }
}

/** As {@link main}, in other surroundings. */
export async function run(
  argv: readonly string[],
  version: string,
  surroundings: Surroundings,
): Promise<number> {
  const [name, ...others] = argv;
  const say = (text: string) => {
    const out = new Output(surroundings.out);
    out.text(text);
    out.flush();
    return FOUND;
  };
  if (name === undefined)
    throw new UsageError(`expected a command: ${listed()} (fastlog --help tells more)`);
  if (name === "--version" || name === "-V" || name === "version") return say(`${version}\n`);
  if (name === "--help" || name === "-h" || name === "help") {
    const [about] = others;
    return say(about === undefined ? generalHelp(COMMANDS) : helpOf(commandOf(about)));
  }
  const command = commandOf(name);
  const args = parseArguments(others, [...command.options, HELP, PAGED]);
  if (args.flag("help")) return say(helpOf(command));
  if (args.flag("paged")) return command.run(args, { ...surroundings, isTerminal: true });
  const pager =
    surroundings.isTerminal && command.isPaged?.(args)
      ? pagerOf(surroundings.environment)
      : undefined;
  // Mistakes are told without the pager. A terminal that is read cannot be the keyboard of the pager, too.
  if (pager !== undefined && !(isTerminal(0) && inputsOf(args.files).files.includes("-"))) {
    const code = await paged(pager, [name, "--paged", ...others], surroundings.environment);
    if (code !== undefined) return code;
  }
  return command.run(args, surroundings);
}

function commandOf(name: string): Command {
  const command = COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return command;
  const meant = nearest(
    name,
    COMMANDS.map((one) => one.name),
  );
  const question = meant === undefined ? "" : `; did you mean ${JSON.stringify(meant)}?`;
  throw new UsageError(`unknown command ${JSON.stringify(name)} (expected ${listed()})${question}`);
}

function listed(): string {
  const names = [...COMMANDS.map(({ name }) => name), "help"];
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Tells an error, with the lines that point at its place. */
function tell(error: unknown): void {
  const isKnown =
    typeof error === "string" ||
    error instanceof UsageError ||
    error instanceof ConditionError ||
    codeOf(error) !== "UNKNOWN";
  const text =
    isKnown || !(error instanceof Error) ? messageOf(error) : (error.stack ?? messageOf(error));
  const lines = text.split("\n").map(escapeUnsafe);
  try {
    fs.writeSync(2, `fastlog: ${lines.join("\n")}\n`);
  } catch {
    // Stderr was the last place to report to.
  }
}
