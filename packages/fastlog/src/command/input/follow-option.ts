import type { OptionSpec } from "../arguments.ts";

/** The option of commands that read what is added to files. */
export const FOLLOW: OptionSpec = {
  name: "follow",
  short: "F",
  help: "wait for more, also in files that are rotated or truncated",
};
