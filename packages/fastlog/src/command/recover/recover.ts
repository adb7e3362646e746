import { Buffer } from "node:buffer";
import fs from "node:fs";
import { textOfRecord } from "../../backend/otlp/record-text.ts";
import { isAlive } from "../../control/process-start.ts";
import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import { quantity } from "../../diagnostics/quantity.ts";
import { BoxError } from "../../recorder/black-box/box-error.ts";
import { type BoxOwner, LINES, OTLP_JSON } from "../../recorder/black-box/layout.ts";
import { type Box, type BoxRecord, readBox } from "../../recorder/black-box/read-box.ts";
import type { Arguments, OptionSpec } from "../arguments.ts";
import { type Command, FAILED, FOUND, NONE_FOUND, type Surroundings } from "../command.ts";
import { openFile } from "../input/open.ts";
import { NO_PAGER } from "../pager.ts";
import { Output } from "../print/output.ts";
import { PRINT_OPTIONS, printOptions } from "../print/print-options.ts";
import { Printer } from "../print/printer.ts";
import { LevelReader } from "../read/read-level.ts";
import { TimeReader } from "../read/read-time.ts";
import { Selection } from "../select/selection.ts";
import { UsageError } from "../usage-error.ts";
import { LineView } from "../view/line-view.ts";

const OPTIONS: readonly OptionSpec[] = [
  {
    name: "json",
    short: "j",
    help: "the lines as they were logged; the default, but on a terminal",
  },
  {
    name: "pretty",
    short: "p",
    help: "for people, as fastlog view does; the default on a terminal",
  },
  ...PRINT_OPTIONS,
  { name: "force", help: "also the box of a process that lives: what it holds at this moment" },
  { name: "remove", help: "remove each file when its records have been written" },
  NO_PAGER,
];

const DETAILS = `FILES are those of the option recorder.file; - is standard input. A process leaves its file
behind if it is killed, as by SIGKILL, by the system for lack of memory, or by a crash. It has the
records that the recorder kept, and those that the log was about to get. They are printed oldest
first. Standard error tells whose they are.

Exit code: 0 if there were records, 1 if there were none, 2 after an error.

  fastlog recover /dev/shm/app.7.ring
  fastlog recover /dev/shm/app.*.ring | fastlog view debug --where 'reqId = "r-17"'`;

/** `fastlog recover`: prints the records of black boxes. */
export const recover: Command = {
  name: "recover",
  summary: "print the records that a killed process has left in its black box",
  usage: "[OPTIONS] FILES…",
  options: OPTIONS,
  details: DETAILS,
  isPaged: (args) => !args.flag(NO_PAGER.name),
  run: async (args, surroundings) => new Recovery(args, surroundings).run(),
};

class Recovery {
  readonly #args: Arguments;
  readonly #surroundings: Surroundings;
  readonly #out: Output;
  readonly #lines: LineView;
  #hasFailed = false;

  constructor(args: Arguments, surroundings: Surroundings) {
    if (args.files.length === 0)
      throw new UsageError("recover needs a file: that of recorder.file");
    if (args.flag("json") && args.flag("pretty")) {
      throw new UsageError("--json and --pretty exclude each other");
    }
    this.#args = args;
    this.#surroundings = surroundings;
    this.#out = new Output(surroundings.out);
    const { isTerminal, now } = surroundings;
    const [levels, times] = [new LevelReader(), new TimeReader()];
    const print = printOptions(args, surroundings);
    const printer = new Printer(this.#out, times, levels, print, now);
    this.#lines = new LineView(this.#out, printer, new Selection(ALL, levels, times), {
      isRaw: args.flag("json") || !(args.flag("pretty") || isTerminal),
      isCount: false,
      limit: Number.POSITIVE_INFINITY,
      isTerminal,
      template: undefined,
    });
  }

  run(): number {
    for (const file of this.#args.files) {
      try {
        this.#one(file);
      } catch (error) {
        if (!(error instanceof BoxError) && codeOf(error) === "UNKNOWN") throw error;
        this.#fail(`${file}: ${messageOf(error)}`);
      }
    }
    this.#out.flush();
    if (this.#hasFailed) return FAILED;
    return this.#lines.count > 0 ? FOUND : NONE_FOUND;
  }

  #one(file: string): void {
    const box = readBox(contentOf(file));
    const isLive = isAlive(box.owner.pid, box.owner.start, box.owner.boot);
    if (isLive && !this.#args.flag("force")) {
      this.#fail(
        `${file}: the process ${box.owner.pid} lives (--force reads its box all the same)`,
      );
      return;
    }
    const unreadable = this.#print(box);
    this.#out.flush();
    this.#surroundings.complain(
      `${file}: ${described(box)}${isLive ? "; it lives" : lacking(box)}`,
    );
    if (unreadable > 0) this.#fail(`${file}: ${quantity(unreadable, "record")} cannot be read`);
    // The box of a live process is never removed: its process does that, or leaves it behind when it is killed.
    else if (this.#args.flag("remove") && !isLive && file !== STDIN) fs.unlinkSync(file);
  }

  /** Returns how many records cannot be read. */
  #print({ records, owner }: Box): number {
    let unreadable = 0;
    for (const record of records) {
      const line = lineOf(record, owner);
      if (line === undefined) unreadable++;
      else this.#lines.lines(line, 0, line.length);
    }
    this.#lines.endFile();
    return unreadable;
  }

  #fail(message: string): void {
    this.#hasFailed = true;
    this.#out.flush();
    this.#surroundings.complain(message);
  }
}

const STDIN = "-";

const ALL = { filters: [], where: [], level: undefined, since: undefined, until: undefined };

function contentOf(file: string): Buffer {
  if (file === STDIN) return fs.readFileSync(0);
  const fd = openFile(file);
  try {
    return fs.readFileSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Returns a record as a line of text; `undefined` for a damaged record of OTLP. */
function lineOf(
  { bytes, kind, level }: BoxRecord,
  { pid, host, tag }: BoxOwner,
): Buffer | undefined {
  if (kind === LINES) return bytes;
  const records = { encoding: kind === OTLP_JSON ? "json" : "protobuf", position: false } as const;
  try {
    return Buffer.from(textOfRecord(bytes, level, records, { pid, host, tag }));
  } catch {
    return undefined;
  }
}

/** Says that the box of a killed process lacks the last turn, unless its file was mapped. */
function lacking({ owner }: Box): string {
  return owner.isMapped ? "" : "; without its last turn";
}

/** Describes a box: how many records it has, and of which process and thread. */
function described({ owner, records }: Box): string {
  const { pid, program, thread, tag, host, began } = owner;
  const ofLog = records.filter(({ isOfLog }) => isOfLog).length;
  const who = `process ${pid}${program === "" ? "" : ` (${program})`}`;
  const where = thread === 0 ? tag : `${tag}, thread ${thread}`;
  const rest = ofLog === 0 ? "" : `, ${ofLog} of which the log may lack`;
  return `${quantity(records.length, "record")}${rest}, of ${who}, ${where}, on ${host}, begun ${began}`;
}
