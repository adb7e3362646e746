import fs from "node:fs";
import { isColored } from "../../encode/format/color.ts";
import { uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../../time/timers.ts";
import type { Arguments } from "../arguments.ts";
import { type Command, FOUND, NONE_FOUND, type Surroundings } from "../command.ts";
import { Output } from "../print/output.ts";
import { safeLine } from "../print/safe.ts";
import { chosenProcesses, PROCESS_DETAILS, PROCESS_OPTIONS } from "../process/processes.ts";
import { UsageError } from "../usage-error.ts";
import { CountingLines } from "./counting-lines.ts";
import { processSource } from "./process-source.ts";
import { Sampler } from "./sampler.ts";
import { ScreenLoop } from "./screen-loop.ts";
import type { RecordSource } from "./source.ts";
import { filesSource, streamSource } from "./stream-source.ts";
import { Tally } from "./tally.ts";
import { TerminalScreen } from "./terminal-screen.ts";
import { linesOf, type Order, type Snapshot, sorted } from "./view.ts";

const ORDERS: readonly Order[] = ["rate", "level", "target", "message"];
const PROCESS_NAMES = ["pid", "parent", "socket", "all"];

/** `fastlog top`: shows what is logged most. */
export const top: Command = {
  name: "top",
  summary: "show what is logged most, by level, target and kind of message",
  usage: "[OPTIONS] [NAME… | FILES… | -]",
  options: [
    {
      name: "interval",
      short: "i",
      value: "SECONDS",
      help: "time between two looks; 1 without it",
    },
    { name: "sort", value: "COLUMN", help: "rate, level, target or message" },
    { name: "rows", short: "n", value: "COUNT", help: "at most so many rows" },
    { name: "once", short: "1", help: "print one table after an interval" },
    { name: "json", short: "j", help: "a line of JSON for each interval" },
    { name: "follow", short: "F", help: "the arguments are files, which may not exist yet" },
    {
      name: "rate",
      value: "COUNT",
      help: "look at so many records a second of a process at most; 1000 without it",
    },
    { name: "template", value: "TEMPLATE", help: "template of the text format that wrote the log" },
    { name: "color", value: "WHEN", bare: "always", help: "auto, always or never" },
    ...PROCESS_OPTIONS,
  ],
  details: `Counts the records of running processes, of files from their end on, or of standard input (-).
Messages that differ in numbers, ids and texts in quotes are one row, with # in their places. If
there are more than 1024 rows, the one without a record for the longest time becomes one of the
others. If the output is no terminal, one table is printed, as with --once.

Keys: q quits, p pauses, r, l, t and m sort by rate, level, target and message.

${PROCESS_DETAILS}

Exit code: 0 if there were records, 1 if there were none, 2 after an error.

  fastlog top shop
  fastlog top app.log --sort level
  kubectl logs --follow deploy/shop | fastlog top -`,
  run: (args, surroundings) => new Top(args, surroundings).run(),
};

class Top {
  readonly #args: Arguments;
  readonly #surroundings: Surroundings;
  readonly #interval: number;
  readonly #order: Order;
  readonly #rows: number;
  readonly #rate: number;
  readonly #tally = new Tally();
  readonly #isScreen: boolean;
  readonly #isColored: boolean;
  /** Problems while the screen is shown; they are told behind it. */
  readonly #problems: string[] = [];

  constructor(args: Arguments, surroundings: Surroundings) {
    this.#args = args;
    this.#surroundings = surroundings;
    this.#interval = numberOption(args, "interval", 0.1, 3600, 1) * 1000;
    this.#rows = wholeOption(args, "rows", 1024, 1024);
    this.#rate = wholeOption(args, "rate", 1_000_000, 1000);
    this.#order = wordOption(args, "sort", ORDERS, "rate");
    const when = wordOption(args, "color", ["auto", "always", "never"], "auto");
    const { isTerminal, environment } = surroundings;
    this.#isScreen = isTerminal && !args.flag("once") && !args.flag("json");
    const audience = { isTerminal, isShown: true };
    this.#isColored = isColored(
      when === "auto" ? "auto" : when === "always",
      audience,
      environment,
    );
  }

  async run(): Promise<number> {
    const source = await this.#open();
    try {
      const sampler = new Sampler(this.#tally, source, uptime);
      if (this.#isScreen) await this.#show(source, sampler);
      else await this.#print(source, sampler);
    } finally {
      source.close();
      for (const problem of this.#problems) this.#surroundings.complain(problem);
    }
    return this.#tally.count > 0 ? FOUND : NONE_FOUND;
  }

  async #open(): Promise<RecordSource> {
    const { files } = this.#args;
    const make = () => new CountingLines(this.#tally, this.#args.value("template"));
    const complain = (message: string) => {
      if (this.#isScreen) this.#problems.push(message);
      else this.#surroundings.complain(message);
    };
    const isFollowing = this.#args.flag("follow");
    const areFiles = isFollowing || files.some((name) => name === "-" || isFile(name));
    if (!areFiles) {
      const links = await chosenProcesses(this.#args, files, this.#surroundings);
      return processSource(links, this.#rate, make, complain);
    }
    const given = PROCESS_NAMES.find((name) => this.#args.flag(name));
    if (given !== undefined) throw new UsageError(`--${given} does not go with files`);
    if (files.length === 0) throw new UsageError("--follow needs a file");
    if (!files.includes("-")) return filesSource(files, make, complain);
    if (files.length > 1) throw new UsageError("- does not go with other files");
    return streamSource(process.stdin, make());
  }

  async #show(source: RecordSource, sampler: Sampler): Promise<void> {
    const screen = new TerminalScreen(this.#surroundings.out, this.#args.files.includes("-"));
    try {
      let end = "";
      source.ended.then(
        () => {
          end = "ended (q quits)";
        },
        (error) => this.#problems.push(String(error)),
      );
      const loop = new ScreenLoop(
        {
          ...{ screen, sampler, interval: this.#interval, isColored: this.#isColored },
          ...{ most: this.#rows, after: setTimeout, cancel: clearTimeout },
          problem: () => this.#problems.at(-1) ?? end,
        },
        this.#order,
      );
      await loop.run();
    } finally {
      screen.close();
    }
  }

  /** One table, or a line of JSON for each interval. */
  async #print(source: RecordSource, sampler: Sampler): Promise<void> {
    const out = new Output(this.#surroundings.out);
    const isJson = this.#args.flag("json");
    const goesOn = isJson && !this.#args.flag("once");
    for (let hasEnded = false; !hasEnded; ) {
      hasEnded = (await this.#endsWithin(source)) || !goesOn;
      const snapshot = sampler.sample();
      if (isJson) out.text(`${safeLine(JSON.stringify(this.#dataOf(snapshot)))}\n`);
      else for (const line of this.#table(snapshot)) out.text(`${line}\n`);
      out.flush();
    }
  }

  /** Waits an interval. Returns `true` if the source ends before that. */
  async #endsWithin(source: RecordSource): Promise<boolean> {
    let timer: Timer | undefined;
    const interval = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), this.#interval);
    });
    try {
      return await Promise.race([source.ended.then(() => true), interval]);
    } finally {
      clearTimeout(timer);
    }
  }

  #table(snapshot: Snapshot): string[] {
    return linesOf(snapshot, {
      ...{ width: undefined, height: undefined, most: this.#rows, order: this.#order },
      ...{ isColored: this.#isColored, isPaused: false, hint: "" },
    });
  }

  #dataOf(snapshot: Snapshot): object {
    const { seconds, processes, levels, rows, others, count, last, unseen } = snapshot;
    const rate = (number: number) => Math.round((number / seconds) * 1000) / 1000;
    return {
      seconds,
      count,
      rate: rate(last),
      unseen,
      processes: processes.map(({ title: _, newDropped, ...state }) => ({
        ...state,
        dropRate: rate(newDropped),
      })),
      levels: levels.map((one) => ({ level: one.level, rate: rate(one.last), count: one.count })),
      rows: sorted(rows, this.#order)
        .slice(0, this.#rows)
        .map(({ level, target, message, ...row }) => {
          return { level, target, message, rate: rate(row.last), count: row.count };
        }),
      others: { rate: rate(others.last), count: others.count },
    };
  }
}

/** A folder may have the name of a process. */
function isFile(name: string): boolean {
  return fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() === false;
}

function wholeOption(args: Arguments, name: string, most: number, usual: number): number {
  const number = numberOption(args, name, 1, most, usual);
  if (Number.isInteger(number)) return number;
  throw new UsageError(`--${name}: expected a whole number, not ${number}`);
}

function numberOption(
  args: Arguments,
  name: string,
  least: number,
  most: number,
  usual: number,
): number {
  const text = args.value(name);
  if (text === undefined) return usual;
  const number = Number(text);
  if (/^\d+(?:\.\d+)?$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(
    `--${name}: invalid number ${JSON.stringify(text)} (expected ${least} to ${most})`,
  );
}

function wordOption<const T extends string>(
  args: Arguments,
  name: string,
  words: readonly T[],
  usual: T,
): T {
  const text = args.value(name);
  if (text === undefined) return usual;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  const expected = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  throw new UsageError(`--${name}: unknown value ${JSON.stringify(text)} (expected ${expected})`);
}
