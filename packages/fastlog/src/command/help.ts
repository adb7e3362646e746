import type { OptionSpec } from "./arguments.ts";
import type { Command } from "./command.ts";

/** The help of the whole command. */
export function generalHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return [
    "usage: fastlog COMMAND [OPTIONS] [ARGUMENTS]",
    "",
    ...list,
    "",
    "fastlog help COMMAND tells more. fastlog --version prints the version.",
    "",
  ].join("\n");
}

/** The help of one command. */
export function helpOf({ name, usage, summary, options, details }: Command): string {
  const rows = [...options, HELP].map((option): [string, string] => [written(option), option.help]);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    `usage: fastlog ${name} ${usage}`,
    "",
    `fastlog ${name}: ${summary}.`,
    "",
    ...rows.map(([left, help]) => `  ${left.padEnd(width)}${help}`),
    "",
    details,
    "",
  ].join("\n");
}

/** The option that all commands have. */
export const HELP: OptionSpec = { name: "help", short: "h", help: "this text" };

function written({ name, short, value, bare }: OptionSpec): string {
  const long =
    value === undefined
      ? `--${name}`
      : bare === undefined
        ? `--${name}=${value}`
        : `--${name}[=${value}]`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}
