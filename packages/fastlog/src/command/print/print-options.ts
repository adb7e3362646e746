import { isColored } from "../../encode/format/color.ts";
import type { Arguments, OptionSpec } from "../arguments.ts";
import type { Surroundings } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import type { Layout, PrintOptions } from "./printer.ts";

/** Options that say how records are shown. */
export const PRINT_OPTIONS: readonly OptionSpec[] = [
  {
    name: "fields",
    short: "f",
    value: "NAMES",
    help: "only these fields, such as reqId,user.id; none: --fields=",
  },
  { name: "hide", value: "NAMES", isList: true, help: "all fields but these" },
  { name: "one-line", short: "1", help: "one line for each record, also with a stack" },
  { name: "expand", short: "x", help: "each field on a line of its own" },
  { name: "utc", help: "times in UTC, not in local time" },
  { name: "color", value: "WHEN", bare: "always", help: "auto, always or never" },
];

export function printOptions(
  args: Arguments,
  { isTerminal, environment }: Surroundings,
): PrintOptions {
  if (args.flag("one-line") && args.flag("expand")) {
    throw new UsageError("--one-line and --expand exclude each other");
  }
  const layout: Layout = args.flag("one-line")
    ? "one-line"
    : args.flag("expand")
      ? "expanded"
      : "stacks";
  const when = args.value("color") ?? "auto";
  if (!["auto", "always", "never"].includes(when)) {
    throw new UsageError(
      `--color: unknown value ${JSON.stringify(when)} (expected auto, always or never)`,
    );
  }
  const color = when === "auto" ? "auto" : when === "always";
  return {
    isColored: isColored(color, { isTerminal, isShown: true }, environment),
    layout,
    isUtc: args.flag("utc"),
    fields: args.value("fields") === undefined ? undefined : namesIn(args.values("fields")),
    hidden: namesIn(args.values("hide")),
  };
}

function namesIn(lists: readonly string[]): string[] {
  return lists
    .flatMap((list) => list.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
