import { beforeAll, describe, expect, test } from "vitest";
import type { Backend, BackendContext, SealedChunk } from "../backend/backend.ts";
import { configure, info, memory } from "../index.ts";
import { type BackendChecks, backendRules, checkRules } from "../testing.ts";

type Mode = "works" | "fails" | "is stalled";

/** A backend that keeps all rules: it delivers to a text, in a later turn of the event loop. */
class Sound implements Backend {
  name = "sound:";
  overflows: readonly ("block" | "drop-newest" | "drop-oldest")[] = ["drop-newest", "drop-oldest"];
  received = "";
  mode: Mode = "works";
  queue: SealedChunk[] = [];
  context: BackendContext | undefined;
  isClosed = false;
  errors = 0;

  start(context: BackendContext): void {
    this.context = context;
  }

  submit(chunk: SealedChunk): void {
    this.queue.push(chunk);
    setImmediate(() => this.deliver());
  }

  deliver(): void {
    if (this.mode === "is stalled") return;
    if (this.mode === "fails") this.fail();
    else for (const chunk of this.queue.splice(0)) this.take(chunk);
  }

  fail(): void {
    if (this.queue.length === 0) return;
    this.errors++;
    this.context?.report({ backend: this.name, code: "EIO", message: "it is broken" });
  }

  take(chunk: SealedChunk): void {
    this.received += chunk.content;
    chunk.release();
  }

  async flush(timeout = 1_000): Promise<void> {
    const waits = Math.min(timeout, 50);
    for (let i = 0; i < waits && this.queue.length > 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      this.deliver();
    }
    if (this.queue.length > 0) throw new Error("not delivered");
  }

  flushSync(): void {
    this.deliver();
  }

  dropOldest(): boolean {
    const mild = this.queue.find((chunk) => !chunk.isSevere);
    const chunk = mild ?? this.queue[0];
    if (chunk === undefined) return false;
    this.queue = this.queue.filter((other) => other !== chunk);
    chunk.discard("overflow");
    return true;
  }

  surrender(): SealedChunk[] {
    return this.queue.splice(0);
  }

  reopen(): void {}

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.deliver();
    for (const chunk of this.queue.splice(0)) chunk.discard("closed");
  }

  counters() {
    return { errors: { EIO: this.errors } };
  }
}

/** All checks of a backend, of which one of a kind is made for each rule. */
function checksOf(make: () => Sound): BackendChecks {
  const made = (mode: Mode) => {
    const backend = Object.assign(make(), { mode });
    const resume = () => {
      backend.mode = "works";
      backend.deliver();
    };
    return { backend, received: () => backend.received, resume };
  };
  return {
    working: () => made("works"),
    failing: () => made("fails"),
    stalled: () => made("is stalled"),
    patience: 200,
  };
}

/** What the check of a rule says of a backend; `undefined` where it keeps the rule. */
async function said(rule: string, make: () => Sound): Promise<string | undefined> {
  const found = backendRules(checksOf(make)).find(({ name }) => name === rule);
  return await found?.check().then(
    () => undefined,
    ({ message }: Error) => message,
  );
}

beforeAll(() => configure({ backend: memory() }));

describe("a backend that keeps the rules", () => {
  for (const { name, check } of backendRules(checksOf(() => new Sound()))) test(name, check);
});

const CANNOT = "where it cannot deliver";
const DELIVERS = "delivers whole records, in the order in which they were submitted";
const FLUSHES = "resolves flush() once all is delivered that was submitted before";
const ONCE = "delivers each record once, however flush() and flushSync() follow";
const CLOSES = "delivers in close() what it has, and gives back each chunk";
const KEEPS = "does not change a chunk, and does not read it once it is given back";
const QUIET = "is quiet once it is closed, and can be flushed and closed again";
const MEMBERS = "has a name, and options that fastlog knows";
const COUNTS = "counts in numbers that only grow";
const DROPS = "drops in dropOldest() the oldest first, and those of warn and worse last";

const BROKEN: readonly [what: string, rule: string, seen: string, make: () => Sound][] = [
  [
    "has a name of two lines",
    MEMBERS,
    'its name is "a\\nb"',
    () => Object.assign(new Sound(), { name: "a\nb" }),
  ],
  [
    "has an unknown overflow policy",
    MEMBERS,
    '"forget" is no overflow policy',
    () => Object.assign(new Sound(), { overflows: ["forget"] }),
  ],
  [
    "delivers the newest first",
    DELIVERS,
    'line 1 is "',
    () =>
      new (class extends Sound {
        override deliver() {
          this.queue.reverse();
          super.deliver();
        }
      })(),
  ],
  [
    "delivers half of a record",
    DELIVERS,
    "line 1 is",
    () =>
      new (class extends Sound {
        override take(chunk: SealedChunk) {
          this.received += chunk.content.subarray(5);
          chunk.release();
        }
      })(),
  ],
  [
    "resolves flush() at once",
    FLUSHES,
    "0 lines arrived",
    () =>
      new (class extends Sound {
        override async flush() {}
      })(),
  ],
  [
    "never resolves flush() where it has nothing",
    FLUSHES,
    "flush() was not settled within 200 ms",
    () =>
      new (class extends Sound {
        override flush(timeout?: number) {
          return this.queue.length === 0 ? new Promise<void>(() => {}) : super.flush(timeout);
        }
      })(),
  ],
  [
    "returns nothing from flush()",
    FLUSHES,
    "flush() returned no promise",
    () => Object.assign(new Sound(), { flush: () => undefined }),
  ],
  [
    "writes in flushSync() what it delivers again later",
    ONCE,
    "expected",
    () =>
      new (class extends Sound {
        override flushSync() {
          for (const { content } of this.queue) this.received += content;
        }
      })(),
  ],
  [
    "forgets in reopen() what it has",
    "loses nothing in reopen()",
    "lines arrived",
    () =>
      new (class extends Sound {
        override reopen() {
          for (const chunk of this.queue.splice(0)) chunk.release();
        }
      })(),
  ],
  [
    "forgets in close() what it has",
    CLOSES,
    "chunks were neither released nor discarded",
    () =>
      new (class extends Sound {
        override async close() {
          this.queue = [];
        }
      })(),
  ],
  [
    "releases in close() what it has not delivered",
    CLOSES,
    "0 lines arrived",
    () =>
      new (class extends Sound {
        override async close() {
          for (const chunk of this.queue.splice(0)) chunk.release();
        }
      })(),
  ],
  [
    "releases a chunk twice",
    "gives back a chunk once",
    "chunks were given back again",
    () =>
      new (class extends Sound {
        override take(chunk: SealedChunk) {
          super.take(chunk);
          chunk.release();
        }
      })(),
  ],
  [
    "reads a chunk that it has released",
    KEEPS,
    "what arrived was read from a chunk given back",
    () =>
      new (class extends Sound {
        override take(chunk: SealedChunk) {
          chunk.release();
          this.received += chunk.content;
        }
      })(),
  ],
  [
    "writes into a chunk",
    KEEPS,
    'a chunk came back with "X',
    () =>
      new (class extends Sound {
        override take(chunk: SealedChunk) {
          this.received += chunk.content;
          chunk.content.write("X");
          chunk.release();
        }
      })(),
  ],
  [
    "cannot be closed again",
    QUIET,
    "close",
    () =>
      new (class extends Sound {
        override async close() {
          if (this.isClosed) throw new Error("close: bad file descriptor");
          await super.close();
        }
      })(),
  ],
  [
    "reports something when it is closed already",
    QUIET,
    "it reported or gave back something afterwards",
    () =>
      new (class extends Sound {
        override async close() {
          await super.close();
          setImmediate(() =>
            this.context?.report({ backend: this.name, code: "LATE", message: "late" }),
          );
        }
      })(),
  ],
  [
    "has no errors in its counters",
    COUNTS,
    "counters() has no errors",
    () => Object.assign(new Sound(), { counters: () => ({}) }),
  ],
  [
    "counts backwards",
    COUNTS,
    "its counter EIO has become less",
    () => {
      let errors = 10;
      return Object.assign(new Sound(), { counters: () => ({ errors: { EIO: errors-- } }) });
    },
  ],
  [
    "drops the newest in dropOldest()",
    DROPS,
    "it dropped a record before an older one",
    () =>
      new (class extends Sound {
        override dropOldest() {
          this.queue.reverse();
          const hasDropped = super.dropOldest();
          this.queue.reverse();
          return hasDropped;
        }
      })(),
  ],
  [
    "drops whatever is the oldest",
    DROPS,
    "after one of warn",
    () =>
      new (class extends Sound {
        override dropOldest() {
          const chunk = this.queue.shift();
          chunk?.discard("overflow");
          return chunk !== undefined;
        }
      })(),
  ],
  [
    "says that it has dropped something, and has not",
    DROPS,
    "it returned true and had dropped nothing",
    () => Object.assign(new Sound(), { dropOldest: () => true }),
  ],
  [
    "gives away the newest first",
    "gives away in surrender() what it has not delivered, in order",
    "it gave away others than the last, or in another order",
    () =>
      new (class extends Sound {
        override surrender() {
          return super.surrender().reverse();
        }
      })(),
  ],
  [
    "delivers what it has given away",
    "gives away in surrender() what it has not delivered, in order",
    "lines arrived",
    () =>
      new (class extends Sound {
        override surrender() {
          return [...this.queue];
        }
      })(),
  ],
  [
    "logs what it delivers",
    "does not log through fastlog",
    "it logged",
    () =>
      new (class extends Sound {
        override submit(chunk: SealedChunk) {
          info("{} records", chunk.records);
          super.submit(chunk);
        }
      })(),
  ],
  [
    "throws its failures",
    `throws nothing, and settles flush(timeout) and close() ${CANNOT}`,
    'flushSync() threw "it is broken"',
    () =>
      new (class extends Sound {
        override flushSync() {
          if (this.mode === "fails") throw new Error("it is broken");
          super.flushSync();
        }
      })(),
  ],
  [
    "waits in flush() for what never comes",
    `throws nothing, and settles flush(timeout) and close() ${CANNOT}`,
    "flush() was not settled within 200 ms",
    () =>
      new (class extends Sound {
        override flush(timeout?: number) {
          return this.mode === "fails" ? new Promise<void>(() => {}) : super.flush(timeout);
        }
      })(),
  ],
  [
    "keeps its failures to itself",
    `tells of it, by report(), counters() or a rejected flush() ${CANNOT}`,
    "nothing was said of it",
    () =>
      new (class extends Sound {
        override fail() {
          for (const chunk of this.queue.splice(0)) chunk.discard("refused");
        }
      })(),
  ],
  [
    "reports a failure without a code",
    `tells of it, by report(), counters() or a rejected flush() ${CANNOT}`,
    "a report lacks backend, code or message",
    () =>
      new (class extends Sound {
        override fail() {
          this.context?.report({ backend: this.name, code: "", message: "it is broken" });
        }
      })(),
  ],
  [
    "releases what it could not deliver",
    `discards in close() what it has, and releases nothing of it ${CANNOT}`,
    "records were released and have not arrived",
    () =>
      new (class extends Sound {
        override fail() {
          super.fail();
          for (const chunk of this.queue.splice(0)) chunk.release();
        }
      })(),
  ],
  [
    "copies chunks, and holds as many as come",
    "holds no more than its buffer while its receiver takes nothing",
    "its buffer is 1048576",
    () =>
      new (class extends Sound {
        override submit(chunk: SealedChunk) {
          if (this.mode === "is stalled") chunk.release();
          else super.submit(chunk);
        }
      })(),
  ],
  [
    "resolves flush(timeout) when the time is over",
    "rejects flush(timeout) while its receiver takes nothing",
    "it resolved",
    () =>
      new (class extends Sound {
        override flush(timeout?: number) {
          return super.flush(timeout).catch(() => {});
        }
      })(),
  ],
  [
    "loses what waited when its receiver takes it again",
    "delivers all in order once its receiver takes it again",
    "lines arrived",
    () =>
      new (class extends Sound {
        override deliver() {
          if (this.mode === "works" && this.queue.length > 10) this.queue.shift()?.release();
          super.deliver();
        }
      })(),
  ],
];

test.each(BROKEN)("a backend that %s breaks a rule, which says so", async (_, rule, seen, make) => {
  const message = await said(rule, make);
  expect(message).toContain(`${rule}: `);
  expect(message).toContain(seen);
});

test("checkRules() rejects with all rules that are broken, and resolves where there are none", async () => {
  const make = () => Object.assign(new Sound(), { name: "", counters: () => ({}) });
  await expect(checkRules(backendRules(checksOf(() => new Sound())))).resolves.toBeUndefined();
  const failure = await checkRules(backendRules(checksOf(make))).catch((error) => error);
  expect(failure).toBeInstanceOf(AggregateError);
  expect(failure.message.split("\n")).toEqual([
    expect.stringMatching(/^\d of \d+ rules are broken:$/),
    ...failure.errors.map(({ message }: Error) => `- ${message}`),
  ]);
  expect(failure.message).toContain(`- ${MEMBERS}: its name is ""`);
  expect(failure.message).toContain(`- ${COUNTS}: counters() has no errors`);
});

test("rules about failures and slow receivers are those of backends that are given for them", () => {
  const { working, failing = working, stalled } = checksOf(() => new Sound());
  const names = (checks: BackendChecks) => backendRules(checks).map(({ name }) => name);
  const [few, more] = [names({ working }), names({ working, failing })];
  expect(more.slice(0, few.length)).toEqual(few);
  expect(more.slice(few.length).every((name) => name.endsWith(CANNOT))).toBe(true);
  expect(names({ working, ...(stalled && { stalled }) }).length).toBeGreaterThan(few.length);
});
