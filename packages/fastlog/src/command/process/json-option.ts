import type { OptionSpec } from "../arguments.ts";

/** The answers as they are. */
export const JSON_OPTION: OptionSpec = {
  name: "json",
  short: "j",
  help: "a line of JSON for each process",
};
