import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import { wait } from "../../time/sleep.ts";
import { uptime } from "../../time/system-time.ts";
import type { Arguments, OptionSpec } from "../arguments.ts";
import { type Command, FAILED, FOUND, NONE_FOUND, type Surroundings } from "../command.ts";
import { FOLLOW } from "../input/follow-option.ts";
import type { FollowedFile } from "../input/followed-file.ts";
import { inputsOf } from "../input/inputs.ts";
import { openFollowed, sourceOf } from "../input/open.ts";
import type { Source } from "../input/source.ts";
import { NO_PAGER } from "../pager.ts";
import { Output } from "../print/output.ts";
import { PRINT_OPTIONS, printOptions } from "../print/print-options.ts";
import { Printer } from "../print/printer.ts";
import { safeLine } from "../print/safe.ts";
import { LineParser } from "../read/line-parser.ts";
import { TimeReader } from "../read/read-time.ts";
import { choiceOf } from "../select/choice.ts";
import { SELECT_OPTIONS } from "../select/select-options.ts";
import type { Selection } from "../select/selection.ts";
import { UsageError } from "../usage-error.ts";
import { Boots } from "./boots.ts";
import { Cursor, type Reading, type SharedByCursors } from "./cursor.ts";
import { FirstMembers } from "./first-members.ts";
import { Heap } from "./heap.ts";

const OPTIONS: readonly OptionSpec[] = [
  FOLLOW,
  { name: "prefix", short: "p", help: "the name of its file before each line" },
  { name: "pretty", help: "for people, as fastlog view shows them" },
  ...SELECT_OPTIONS,
  ...PRINT_OPTIONS,
  { name: "template", value: "TEMPLATE", help: "template of the text format that wrote the logs" },
  NO_PAGER,
];

const DETAILS = `The lines stay as they are, so that the output is a log again. Records of one boot of a machine
are ordered by the monotonic clock (hrtime), all others by their time. Lines without a time follow
the line before them. Memory does not depend on the length of the files.

Exit code: 0 if something was written, 1 if nothing, 2 after an error.

  fastlog merge app-*.log | fastlog view -
  fastlog merge --prefix --pretty pod1.log pod2.log --where 'reqId = r1'`;

/** In bytes: what all files together keep in memory, unless their lines are longer. */
const ALL_BLOCKS = 4 * 1024 * 1024;
const LARGEST_BLOCK = 32 * 1024;
const SMALLEST_BLOCK = 16 * 1024;

/** In milliseconds: how long a record waits for older ones from other files. */
const HELD_BACK = 100;
/** In milliseconds: how often followed files are looked at. */
const LOOK_EVERY = 25;
const NEWLINE = 0x0a;

/** `fastlog merge`: makes one log of several. */
export const merge: Command = {
  name: "merge",
  summary: "make one log of several, in the order of time",
  usage: "[OPTIONS] [FILTER] FILES…",
  options: OPTIONS,
  details: DETAILS,
  isPaged: (args) => !args.flag("follow") && !args.flag(NO_PAGER.name),
  run: (args, surroundings) => new Merge(args, surroundings).run(),
};

class Merge {
  readonly #args: Arguments;
  readonly #surroundings: Surroundings;
  readonly #files: readonly string[];
  readonly #out: Output;
  readonly #printer: Printer | undefined;
  readonly #selection: Selection;
  readonly #shared: SharedByCursors;
  readonly #heap = new Heap();
  readonly #hasPrefix: boolean;
  #count = 0;
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
    this.#out = new Output(surroundings.out);
    this.#printer = args.flag("pretty")
      ? new Printer(this.#out, times, levels, print, surroundings.now)
      : undefined;
    this.#hasPrefix = args.flag("prefix");
    const share = Math.floor(ALL_BLOCKS / files.length);
    const isCopied = this.#printer === undefined && this.#selection.isEverything;
    this.#shared = {
      size: Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, share)),
      parser: new LineParser(choice.template),
      boots: new Boots(),
      times: new TimeReader(),
      first: isCopied ? new FirstMembers() : undefined,
    };
  }

  async run(): Promise<number> {
    if (this.#args.flag("follow")) await this.#follow();
    else await this.#all();
    this.#out.flush();
    if (this.#hasFailed) return FAILED;
    return this.#count > 0 ? FOUND : NONE_FOUND;
  }

  async #all(): Promise<void> {
    const sources: Source[] = [];
    for (const file of this.#files) {
      try {
        const source = sourceOf(file);
        sources.push(source);
        const cursor = this.#cursor(file, source);
        if (await this.#advance(cursor)) this.#heap.add(cursor);
      } catch (error) {
        this.#fail(file, error);
      }
    }
    for (let { first } = this.#heap; first !== undefined; { first } = this.#heap) {
      if (first.isLong) await this.#writeLong(first);
      else this.#write(first);
      if (first.next() || (await this.#advance(first))) this.#heap.sink();
      else this.#heap.removeFirst();
    }
    for (const source of sources) source.close();
  }

  /** Reads until there is a line. Returns `false` at the end of the file. */
  async #advance(cursor: Cursor): Promise<boolean> {
    try {
      while (!cursor.next()) {
        let read = cursor.fill();
        if (typeof read !== "number") read = await read;
        if (read > 0) continue;
        cursor.end();
        return cursor.next();
      }
      return true;
    } catch (error) {
      this.#fail(cursor.name, error);
      return false;
    }
  }

  /** Merges files and what is added to them, until the process is ended. */
  async #follow(): Promise<void> {
    const waiting = this.#files.map((file) => {
      const followed = this.#followed(file);
      return { followed, cursor: this.#cursor(file, followed), isIn: false };
    });
    for (;;) {
      const now = uptime();
      for (const one of waiting) {
        if (one.isIn) continue;
        one.isIn = this.#look(one.cursor, one.followed);
        if (!one.isIn) continue;
        one.cursor.arrived = now;
        this.#heap.add(one.cursor);
      }
      const { first } = this.#heap;
      const isSettled = this.#heap.size === waiting.length;
      if (first !== undefined && (isSettled || now - first.arrived >= HELD_BACK)) {
        if (first.isLong) await this.#writeLong(first);
        else this.#write(first);
        this.#heap.removeFirst();
        waiting[first.index]!.isIn = false;
        continue;
      }
      this.#out.flush();
      wait(LOOK_EVERY);
    }
  }

  /** Says whether a followed file has a next line. */
  #look(cursor: Cursor, file: FollowedFile): boolean {
    while (!cursor.next()) {
      if (cursor.fill() !== 0) continue;
      return file.hasChanged && cursor.changeFile();
    }
    return true;
  }

  #followed(file: string): FollowedFile {
    if (file === "-") throw new UsageError("merge --follow takes files, not standard input");
    return openFollowed(file, () => 0, this.#surroundings.complain);
  }

  #cursor(file: string, source: Reading): Cursor {
    return new Cursor(this.#files.indexOf(file), file, source, this.#shared);
  }

  #write({ reader: { record }, kind, name, bytes, from, to }: Cursor): void {
    const isSelected =
      kind === "record" ? this.#selection.passes(record) : this.#selection.isEverything;
    if (!isSelected) return;
    this.#count++;
    const prefix = this.#hasPrefix ? name : undefined;
    const out = this.#out;
    if (this.#printer !== undefined) {
      if (kind === "record") this.#printer.print(record, prefix);
      else this.#printer.plain(bytes, from, to, prefix);
    } else if (this.#surroundings.isTerminal) {
      out.text(`${this.#mark(prefix)}${safeLine(bytes.toString("utf8", from, to))}\n`);
    } else {
      if (prefix !== undefined) out.text(this.#mark(prefix));
      out.room(to - from + 1);
      out.copy(bytes, from, to);
      out.byte(NEWLINE);
    }
  }

  async #writeLong(cursor: Cursor): Promise<void> {
    const isShown = this.#selection.isEverything;
    const isText = this.#surroundings.isTerminal || this.#printer !== undefined;
    const out = this.#out;
    if (isShown) {
      this.#count++;
      out.text(this.#mark(this.#hasPrefix ? cursor.name : undefined));
    }
    for await (const part of cursor.parts()) {
      if (!isShown) continue;
      if (isText) {
        out.text(safeLine(part.toString("utf8", 0, part.length)));
      } else {
        out.room(part.length);
        out.copy(part, 0, part.length);
      }
    }
    if (isShown) out.text("\n");
  }

  #mark(prefix: string | undefined): string {
    return prefix === undefined ? "" : `${safeLine(prefix)} `;
  }

  #fail(file: string, error: unknown): void {
    if (codeOf(error) === "UNKNOWN") throw error;
    this.#hasFailed = true;
    this.#out.flush();
    this.#surroundings.complain(`${file}: ${messageOf(error)}`);
  }
}
