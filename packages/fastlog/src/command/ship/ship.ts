import { duration } from "../../backend/options/option-kinds.ts";
import type { Arguments, OptionSpec } from "../arguments.ts";
import type { Command, Surroundings } from "../command.ts";
import { FOLLOW } from "../input/follow-option.ts";
import { inputsOf } from "../input/inputs.ts";
import { choiceOf } from "../select/choice.ts";
import { SELECT_OPTIONS } from "../select/select-options.ts";
import { UsageError } from "../usage-error.ts";
import { loadCore } from "./core.ts";
import { LONGEST_SHIPPED, Shipping, type ShippingOptions } from "./shipping.ts";

const OPTIONS: readonly OptionSpec[] = [
  { name: "to", value: "URL", help: "where to: a backend, as in LOG_BACKEND" },
  {
    name: "format",
    value: "FORMAT",
    help: "write records anew, in a format as in LOG_FORMAT: json, syslog",
  },
  ...SELECT_OPTIONS,
  FOLLOW,
  { name: "tee", help: "copy the input to standard output" },
  {
    name: "timeout",
    value: "TIME",
    help: "how long the end waits for the destination; 30s without it",
  },
  { name: "template", value: "TEMPLATE", help: "template of the text format that wrote the log" },
];

const DETAILS = `Sends the lines of FILES, or of standard input, and says how many were delivered. Lines stay as they
are, unless --format is given; their level counts where the destination has one. OTLP gets records
with time, level, target, message and fields. While the destination is slow or away, nothing more
is read; nothing is dropped before the end. tcp, tls and unix send again what a broken connection
may have lost, unless the URL has delivery=at-most-once. Ctrl+C ends it within seconds; the second
one at once.

Exit code: 0 if all was delivered, 1 if something was dropped or may be lost, 2 after an error.

  kubectl logs --follow deploy/shop | fastlog ship --to otlp://collector:4318
  node app.js | fastlog ship --tee --to tcp://logs.example:5140 warn,app::db=debug`;

const TIME = duration(1, 86_400_000);
/** In milliseconds: how long the end waits for a destination. */
const DEFAULT_TIMEOUT = 30_000;

/** `fastlog ship`: sends lines to a backend. */
export const ship: Command = {
  name: "ship",
  summary: "send lines to a backend, and say what was delivered",
  usage: "--to URL [OPTIONS] [FILTER] [FILES… | -]",
  options: OPTIONS,
  details: DETAILS,
  run: async (args, surroundings) => {
    const url = args.value("to");
    if (url === undefined) throw new UsageError("--to=URL is missing: name the destination");
    const options = optionsOf(args, url, surroundings);
    const shipment = (await loadCore()).openShipment({
      ...{ url, format: args.value("format"), longest: LONGEST_SHIPPED },
      say: surroundings.complain,
    });
    return new Shipping(options, shipment, surroundings).run();
  },
};

function optionsOf(args: Arguments, url: string, { now }: Surroundings): ShippingOptions {
  const { files, filters } = inputsOf(args.files);
  const isFollowing = args.flag("follow") && files.some((file) => file !== "-");
  if (isFollowing && files.includes("-"))
    throw new UsageError("--follow of standard input together with files is not possible");
  const isCopied = args.flag("tee");
  if (isCopied && /^(?:process\.)?stdout\b/.test(url))
    throw new UsageError("--tee and --to stdout would write each line twice");
  const choice = choiceOf(args, filters, now, false);
  return { files, choice, isFollowing, isCopied, timeout: timeoutOf(args) };
}

function timeoutOf(args: Arguments): number {
  const text = args.value("timeout");
  if (text === undefined) return DEFAULT_TIMEOUT;
  const ms = TIME.parse(text);
  if (TIME.accepts(ms)) return ms as number;
  throw new UsageError(
    `--timeout: invalid time ${JSON.stringify(text)} (expected ${TIME.expected})`,
  );
}
