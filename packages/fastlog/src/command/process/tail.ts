import type { Buffer } from "node:buffer";
import type { Arguments } from "../arguments.ts";
import { type Command, FAILED, FOUND, NONE_FOUND, type Surroundings } from "../command.ts";
import { Output } from "../print/output.ts";
import { PRINT_OPTIONS, printOptions } from "../print/print-options.ts";
import { Printer } from "../print/printer.ts";
import { LevelReader } from "../read/read-level.ts";
import { TimeReader } from "../read/read-time.ts";
import { Selection } from "../select/selection.ts";
import { UsageError } from "../usage-error.ts";
import { LineView } from "../view/line-view.ts";
import type { Link } from "./link.ts";
import { chosenProcesses, PROCESS_DETAILS, PROCESS_OPTIONS, titleOf } from "./processes.ts";

const NEWLINE = 10;

/** Begins the lines that are no records. */
const TOLD = '{"fastlog":';

const EVERYTHING = {
  filters: [],
  where: [],
  level: undefined,
  since: undefined,
  until: undefined,
};

/** `fastlog tail`: shows records while they are logged. */
export const tail: Command = {
  name: "tail",
  summary: "show records of running processes, also those that are not logged",
  usage: "[OPTIONS] [FILTER] [NAME…]",
  options: [
    {
      name: "where",
      short: "w",
      value: "CONDITION",
      help: 'by fields: status>=500 and path~"^/api"',
    },
    { name: "thread", value: "NUMBER", help: "only of this thread, as in: fastlog threads" },
    { name: "for", value: "TIME", help: "end after this time: 90s, 10m, 1h; 60s without it" },
    { name: "max", short: "n", value: "COUNT", help: "end after so many records; 1000 without it" },
    { name: "rate", value: "COUNT", help: "at most so many a second; 1000 without it" },
    { name: "json", short: "j", help: "the lines as they come" },
    ...PRINT_OPTIONS,
    ...PROCESS_OPTIONS,
  ],
  details: `FILTER is as in LOG, with a regular expression: dep1=trace/timeout. The default is trace. It also
shows records below the level of the log, which does not change. Ctrl+C ends it. Records that were
dropped, because there were too many, are told on standard error.

${PROCESS_DETAILS}

Exit code: 0 if something was shown, 1 if nothing, 2 after an error.

  fastlog tail dep1=debug
  fastlog tail --where 'status >= 500' --for 10m shop`,
  run: (args, surroundings) => new Follow(args, surroundings).run(),
};

class Follow {
  readonly #args: Arguments;
  readonly #surroundings: Surroundings;
  readonly #out: Output;
  readonly #view: LineView;
  #hasFailed = false;

  constructor(args: Arguments, surroundings: Surroundings) {
    this.#args = args;
    this.#surroundings = surroundings;
    const { isTerminal, now } = surroundings;
    this.#out = new Output(surroundings.out);
    const [levels, times] = [new LevelReader(), new TimeReader()];
    const printer = new Printer(this.#out, times, levels, printOptions(args, surroundings), now);
    this.#view = new LineView(this.#out, printer, new Selection(EVERYTHING, levels, times), {
      ...{ isRaw: args.flag("json"), isCount: false, isTerminal, template: undefined },
      limit: Number.POSITIVE_INFINITY,
    });
  }

  async run(): Promise<number> {
    const [filter, ...names] = this.#args.files;
    const command = {
      ...{ do: "tail", filter, where: this.#args.value("where"), for: this.#args.value("for") },
      ...{ max: this.#number("max"), rate: this.#number("rate"), thread: this.#number("thread") },
    };
    const links = await chosenProcesses(this.#args, names, this.#surroundings);
    await Promise.all(links.map((link) => this.#follow(link, command)));
    this.#view.endFile();
    this.#out.flush();
    if (this.#hasFailed) return FAILED;
    return this.#view.count > 0 ? FOUND : NONE_FOUND;
  }

  async #follow(link: Link, command: object): Promise<void> {
    const title = titleOf(link.greeting);
    const answer = await link.ask(command);
    if (!answer.ok) {
      this.#surroundings.complain(`${title}: ${answer.message}`);
      this.#hasFailed = true;
    }
    for (let goesOn = answer.ok; goesOn; ) {
      const lines = await link.lines();
      if (lines === undefined) {
        this.#surroundings.complain(`${title}: it has ended`);
        break;
      }
      goesOn = this.#show(lines, title);
      this.#out.flush();
    }
    link.close();
  }

  /** Shows whole lines. Returns `false` after the last one. */
  #show(bytes: Buffer, title: string): boolean {
    let from = 0;
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, at) + 1;
      if (bytes.toString("latin1", at, at + TOLD.length) === TOLD) {
        if (at > from) this.#view.lines(bytes, from, at);
        const told: unknown = JSON.parse(bytes.toString("utf8", at, end))["fastlog"];
        if (this.#tell(told as Told, title)) return false;
        from = end;
      }
      at = end;
    }
    if (bytes.length > from) this.#view.lines(bytes, from, bytes.length);
    return true;
  }

  /** Handles a line that is no record. Returns `true` after the end. */
  #tell({ ended, dropped, records = 0 }: Told, title: string): boolean {
    this.#out.flush();
    const say = (text: string) => this.#surroundings.complain(`${title}: ${text}`);
    if (ended === undefined) say(`${dropped} records dropped`);
    if (ended === "count") say(`ended after ${records} records (--max)`);
    if (ended === "time") say(`ended after its time, with ${records} records (--for)`);
    return ended !== undefined;
  }

  #number(name: string): number | undefined {
    const text = this.#args.value(name);
    if (text === undefined) return undefined;
    if (/^\d+$/.test(text)) return Number(text);
    throw new UsageError(`--${name}: expected a number, not ${JSON.stringify(text)}`);
  }
}

/** A line of fastlog between the records. */
interface Told {
  readonly ended?: string;
  readonly dropped: number;
  readonly records?: number;
}
