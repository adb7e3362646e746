import type { Buffer } from "node:buffer";
import { messageOf } from "../../diagnostics/error-message.ts";
import { type Answer, Link } from "../process/link.ts";
import { titleOf } from "../process/processes.ts";
import { type CountingLines, passing } from "./counting-lines.ts";
import { loggedBy } from "./logged-filter.ts";
import type { ProcessState, RecordSource } from "./source.ts";

const NEWLINE = 0x0a;
/** Begins the lines of a tail that are no records. */
const TOLD = '{"fastlog":';
/** Limits of one tail; the next one follows it. */
const TAIL = { do: "tail", for: "1h", max: 1_000_000 };

interface Held {
  readonly spec: string;
  readonly left: number;
}

interface ThreadStats {
  readonly backends: readonly { readonly records: number; readonly dropped: number }[];
}

/** Records that running processes log, and their counters. */
export function processSource(
  links: readonly Link[],
  rate: number,
  make: () => CountingLines,
  complain: (message: string) => void,
): RecordSource {
  const all = links.map((link) => new WatchedProcess(link, rate, make(), complain));
  const ended = Promise.all(all.map((one) => one.run())).then(() => {});
  return {
    title: links.map(({ greeting }) => titleOf(greeting)).join(", "),
    get unseen() {
      return all.reduce((sum, one) => sum + one.unseen, 0);
    },
    ended,
    processes() {
      for (const one of all) void one.ask();
      return all.map((one) => one.state);
    },
    close() {
      for (const one of all) one.close();
    },
  };
}

/** A process, with one connection for questions and one for its records. */
class WatchedProcess {
  state: ProcessState;
  unseen = 0;
  readonly #link: Link;
  readonly #rate: number;
  readonly #lines: CountingLines;
  readonly #complain: (message: string) => void;
  #records: Link | undefined;
  /** Filters of the process, as the tail that runs has them. */
  #specs: readonly [string, ...string[]] = ["info"];
  #isAsking = false;
  #isOver = false;

  constructor(link: Link, rate: number, lines: CountingLines, complain: (message: string) => void) {
    this.#link = link;
    this.#rate = rate;
    this.#lines = lines;
    this.#complain = complain;
    const { pid, threads } = link.greeting;
    this.state = {
      ...{ title: titleOf(link.greeting), pid, threads, filter: "", leases: [] },
      ...{ records: 0, dropped: 0, isSilent: false },
    };
  }

  /** Counts what the process logs, until it ends. A change of its filter begins a new tail. */
  async run(): Promise<void> {
    await this.ask();
    while (!this.#isOver) {
      const specs = this.#specs;
      try {
        this.#records = await Link.open(this.#link.path);
        if (this.#isOver) break;
        const { spec, filter } = loggedBy(specs);
        this.#lines.passes = filter === undefined ? () => true : passing(filter);
        const answer = await this.#records.ask({ ...TAIL, filter: spec, rate: this.#rate });
        if (!answer.ok) throw new Error(answer.message);
        await this.#count(this.#records);
      } catch (error) {
        // A change of the filter closes the connection, at whatever it is.
        if (specs === this.#specs && !this.#isOver) this.#fail(messageOf(error));
      }
    }
    this.close();
  }

  /** Brings the state up to date, as soon as the process answers. */
  async ask(): Promise<void> {
    if (this.#isOver) return;
    if (this.#isAsking) {
      this.state = { ...this.state, isSilent: true };
      return;
    }
    this.#isAsking = true;
    try {
      const stats = await this.#link.ask({ do: "stats" });
      this.#take(stats, await this.#link.ask({ do: "level" }));
    } catch {
      if (!this.#isOver) this.#fail("it has ended");
    }
    this.#isAsking = false;
  }

  close(): void {
    this.#isOver = true;
    this.#link.close();
    this.#records?.close();
  }

  #fail(reason: string): void {
    const text = reason === "" ? "it has ended" : reason;
    this.close();
    this.#complain(`${this.state.title}: ${text}`);
  }

  #take(stats: Answer, held: Answer): void {
    const { filter = "info", replaced, leases = [] } = held;
    const all = leases as readonly Held[];
    const own = (replaced as Held | undefined)?.spec ?? String(filter);
    const threads = (stats["threads"] ?? []) as readonly ThreadStats[];
    const backends = threads.flatMap((thread) => thread.backends);
    this.state = {
      ...this.state,
      ...{ filter: own, leases: all, isSilent: false, threads: threads.length },
      records: backends.reduce((sum, { records }) => sum + records, 0),
      dropped: backends.reduce((sum, { dropped }) => sum + dropped, 0),
    };
    const specs: [string, ...string[]] = [own, ...all.map(({ spec }) => spec)];
    if (JSON.stringify(specs) === JSON.stringify(this.#specs)) return;
    this.#specs = specs;
    this.#records?.close();
  }

  /** Counts the records of one tail, until it ends. */
  async #count(link: Link): Promise<void> {
    for (;;) {
      // The next connection tells whether the process is still there.
      const bytes = await link.lines().catch(() => undefined);
      if (bytes === undefined || this.#split(bytes)) break;
    }
    link.close();
  }

  /** Takes whole lines. Returns `true` after the last one. */
  #split(bytes: Buffer): boolean {
    let from = 0;
    let hasEnded = false;
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, at) + 1;
      if (bytes.toString("latin1", at, at + TOLD.length) === TOLD) {
        if (at > from) this.#lines.lines(bytes, from, at);
        const told = JSON.parse(bytes.toString("utf8", at, end))["fastlog"] as Told;
        // The last line has the sum.
        if (told.ended === undefined) this.unseen += told.dropped;
        else hasEnded = true;
        from = end;
      }
      at = end;
    }
    if (bytes.length > from) this.#lines.lines(bytes, from, bytes.length);
    return hasEnded;
  }
}

interface Told {
  readonly ended?: string;
  readonly dropped: number;
}
