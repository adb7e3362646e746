import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import { wait } from "../../time/sleep.ts";
import type { Arguments, OptionSpec } from "../arguments.ts";
import { type Command, FAILED, FOUND, NONE_FOUND, type Surroundings } from "../command.ts";
import { Blocks } from "../input/blocks.ts";
import { FOLLOW } from "../input/follow-option.ts";
import type { FollowedFile } from "../input/followed-file.ts";
import { inputsOf } from "../input/inputs.ts";
import { openFollowed, sourceOf } from "../input/open.ts";
import { lastLines, rangeOf } from "../input/search.ts";
import { FileSource, type Source } from "../input/source.ts";
import { NO_PAGER } from "../pager.ts";
import { Output } from "../print/output.ts";
import { PRINT_OPTIONS, printOptions } from "../print/print-options.ts";
import { Printer } from "../print/printer.ts";
import { choiceOf } from "../select/choice.ts";
import { SELECT_OPTIONS } from "../select/select-options.ts";
import type { Selection } from "../select/selection.ts";
import { UsageError } from "../usage-error.ts";
import { LineView } from "./line-view.ts";

const OPTIONS: readonly OptionSpec[] = [
  ...SELECT_OPTIONS,
  ...PRINT_OPTIONS,
  { name: "json", short: "j", help: "the lines as they are in the log" },
  { name: "count", short: "c", help: "only the number of records and lines" },
  { name: "limit", short: "n", value: "COUNT", help: "at most so many records and lines" },
  { name: "tail", short: "t", value: "COUNT", help: "only the last lines of each file" },
  FOLLOW,
  { name: "template", value: "TEMPLATE", help: "template of the text format that wrote the log" },
  NO_PAGER,
];

const DETAILS = `Files have lines of fastlog (JSON and its presets, text, logfmt, syslog), pino, winston or bunyan,
also as Docker and Kubernetes (CRI) keep them, and compressed by gzip. - is standard input, which
is the default if it is no terminal. Lines that are no records are shown as they are, unless
records are selected. An argument that is no file may be a filter: fastlog view app.log warn

Conditions: = != < <= > >= ~ !~ (regular expression) in (a, b) exists(a.b), and, or, not, ( ).

Exit code: 0 if something was shown, 1 if nothing, 2 after an error.

  fastlog view app.log --where 'status >= 500 and path ~ "^/api"' --since 10m
  kubectl logs deploy/shop | fastlog view warn,app::db=debug
  fastlog view --follow app.log`;

/** In milliseconds: how often followed files are looked at. */
const LOOK_EVERY = 100;

/** `fastlog view`: shows logs to people. */
export const view: Command = {
  name: "view",
  summary: "show logs: for people, filtered, followed",
  usage: "[OPTIONS] [FILTER] FILES… | -",
  options: OPTIONS,
  details: DETAILS,
  isPaged: (args) => !args.flag("follow") && !args.flag(NO_PAGER.name) && !args.flag("count"),
  run: (args, surroundings) => new View(args, surroundings).run(),
};

class View {
  readonly #args: Arguments;
  readonly #surroundings: Surroundings;
  readonly #files: readonly string[];
  readonly #selection: Selection;
  readonly #template: string | undefined;
  readonly #out: Output;
  readonly #lines: LineView;
  readonly #tail: number | undefined;
  #hasFailed = false;

  constructor(args: Arguments, surroundings: Surroundings) {
    this.#args = args;
    this.#surroundings = surroundings;
    const { files, filters } = inputsOf(args.files);
    this.#files = files;
    const print = printOptions(args, surroundings);
    const choice = choiceOf(args, filters, surroundings.now, print.isUtc);
    const { levels, times } = choice;
    this.#selection = choice.selection;
    this.#template = choice.template;
    this.#tail = countOption(args, "tail", 0);
    this.#out = new Output(surroundings.out);
    const printer = new Printer(this.#out, times, levels, print, surroundings.now);
    this.#lines = new LineView(this.#out, printer, this.#selection, {
      isRaw: args.flag("json"),
      isCount: args.flag("count"),
      limit: countOption(args, "limit", 1) ?? Number.POSITIVE_INFINITY,
      isTerminal: surroundings.isTerminal,
      template: this.#template,
    });
  }

  async run(): Promise<number> {
    const isFollowing = this.#args.flag("follow") && this.#files.some((file) => file !== "-");
    if (isFollowing) this.#follow();
    else for (const file of this.#files) if (!(await this.#one(file))) break;
    const { count } = this.#lines;
    if (this.#args.flag("count")) this.#out.text(`${count}\n`);
    this.#out.flush();
    if (this.#hasFailed) return FAILED;
    return count > 0 ? FOUND : NONE_FOUND;
  }

  /** Shows a file. Returns `false` if no more is wanted. */
  async #one(file: string): Promise<boolean> {
    let source: Source | undefined;
    let goesOn = true;
    try {
      source = this.#open(file);
      goesOn = await new Blocks(this.#lines).all(source);
    } catch (error) {
      this.#fail(file, error);
    } finally {
      source?.close();
    }
    return goesOn && this.#lines.endFile();
  }

  #open(file: string): Source {
    return sourceOf(file, (fd, size) => this.#part(fd, size));
  }

  /** The part of a file that the options ask for. */
  #part(fd: number, size: number): Source {
    const { since, until } = this.#selection;
    if (this.#tail !== undefined) return new FileSource(fd, lastLines(fd, size, this.#tail));
    if (since === undefined && until === undefined) return new FileSource(fd);
    const { start, end } = rangeOf(fd, size, since, until, this.#template);
    // A file that grows has no end yet.
    return new FileSource(fd, start, end >= size ? Number.POSITIVE_INFINITY : end);
  }

  /** Shows files and what is added to them, until the process is ended or has shown enough. */
  #follow(): void {
    const followed = this.#files.map((file) => this.#followed(file));
    const blocks = followed.map(() => new Blocks(this.#lines));
    for (;;) {
      let isIdle = true;
      for (const [i, file] of followed.entries()) {
        const block = blocks[i]!;
        const { read, goesOn } = block.once(file);
        if (!goesOn) return;
        if (read > 0) isIdle = false;
        if (file.hasChanged && !(block.end() && this.#lines.endFile())) return;
      }
      if (!isIdle) continue;
      this.#out.flush();
      wait(LOOK_EVERY);
    }
  }

  #followed(file: string): FollowedFile {
    if (file === "-")
      throw new UsageError("--follow of standard input together with files is not possible");
    const { complain } = this.#surroundings;
    return openFollowed(file, (fd, size) => this.#startOf(fd, size), complain);
  }

  #startOf(fd: number, size: number): number {
    if (this.#tail !== undefined) return lastLines(fd, size, this.#tail);
    return rangeOf(fd, size, this.#selection.since, undefined, this.#template).start;
  }

  #fail(file: string, error: unknown): void {
    if (codeOf(error) === "UNKNOWN") throw error;
    this.#hasFailed = true;
    this.#out.flush();
    this.#surroundings.complain(`${file}: ${messageOf(error)}`);
  }
}

/** An option that is a whole number; `undefined` if it is not given. */
function countOption(args: Arguments, name: string, least: number): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  const count = Number(text);
  if (/^\d{1,15}$/.test(text) && count >= least) return count;
  throw new UsageError(
    `--${name}: invalid number ${JSON.stringify(text)} (expected ${least} or more)`,
  );
}
