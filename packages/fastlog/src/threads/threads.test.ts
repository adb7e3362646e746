import { beforeEach, describe, expect, test } from "vitest";
import { until } from "../../test/until.ts";
import type { Lease } from "../config/leases.ts";
import { Channel, type Message } from "./channel.ts";
import type { AgreedFilter } from "./filter-version.ts";
import type { Question } from "./question.ts";
import { Roster } from "./roster.ts";
import { type Member, Threads } from "./threads.ts";

/** Each test has a channel of its own. */
const name = () => expect.getState().currentTestName ?? "";

/** A main thread's tie to the others, and what its runtime is told. */
class Main implements Member {
  readonly told: string[] = [];
  isSettled = true;
  leasesToTell: readonly Lease[] = [];
  readonly threads: Threads = new Threads(this, undefined, name());

  get inheritedState() {
    const isFilterSet = this.told.length > 0;
    return { options: {}, backend: undefined, omitted: [], filter: "info", isFilterSet };
  }

  adoptFilter(spec: string): void {
    this.told.push(spec);
  }

  adoptLease(lease: Lease): void {
    this.told.push(lease.id);
  }

  async answer({ what }: Question): Promise<string> {
    return `${what}!`;
  }

  startTapHere(order: unknown): void {
    this.told.push(`tap ${order}`);
  }

  stopTapHere(id: number): void {
    this.told.push(`untap ${id}`);
  }

  reopenHere(): void {
    this.told.push("reopen");
  }

  endHere(): void {
    this.told.push("end");
  }
}

const filter = (spec: string, version: number, thread = 1): AgreedFilter => ({
  spec,
  version,
  thread,
});

/** Another thread's end of the channel. */
let other: Channel;
let heard: Message[];
const said = (type: Message["type"]) => heard.filter((message) => message.type === type);

beforeEach(() => {
  heard = [];
  other = new Channel(name(), (message) => heard.push(message));
});

describe("a filter that is set here", () => {
  test("is told to all others, each time with a greater version", async () => {
    const { threads } = new Main();
    threads.tellFilter("debug");
    threads.tellFilter("warn");
    await until(() => said("filter").length === 2);
    expect(said("filter")).toEqual([
      { type: "filter", filter: filter("debug", 1, 0) },
      { type: "filter", filter: filter("warn", 2, 0) },
    ]);
    expect(threads.published?.agreed).toEqual(filter("warn", 2, 0));
  });

  test("has a greater version than all that were heard of", async () => {
    const { threads, told } = new Main();
    threads.tellReopen();
    other.post({ type: "filter", filter: filter("trace", 7) });
    await until(() => told.length > 0);
    threads.tellFilter("info");
    await until(() => said("filter").length > 0);
    expect(said("filter")).toEqual([{ type: "filter", filter: filter("info", 8, 0) }]);
  });
});

describe("a filter that is heard of", () => {
  test("is taken if it is newer, and workers that are made later inherit it", async () => {
    const { threads, told } = new Main();
    threads.tellReopen();
    other.post({ type: "filter", filter: filter("trace", 3) });
    other.post({ type: "filter", filter: filter("off", 2) });
    other.post({ type: "filter", filter: filter("warn", 3, 2) });
    await until(() => told.length === 2);
    expect(told).toEqual(["trace", "warn"]);
    expect(threads.published).toMatchObject({ agreed: filter("warn", 3, 2), isFilterSet: true });
  });

  test("is taken from a greeting, too", async () => {
    const { threads, told } = new Main();
    threads.tellReopen();
    const hello = { type: "hello", roster: undefined, wantsRosters: false } as const;
    other.post({ ...hello, filter: filter("trace", 1) });
    await until(() => told.length > 0);
    expect(told).toEqual(["trace"]);
  });
});

test("a greeting with an older filter is answered with the newer one", async () => {
  const { threads } = new Main();
  threads.tellFilter("debug");
  await until(() => said("filter").length === 1);
  const hello = { type: "hello", roster: undefined, wantsRosters: false } as const;
  other.post({ ...hello, filter: filter("", 0, 0) });
  await until(() => said("filter").length === 2);
  expect(said("filter")[1]).toEqual({ type: "filter", filter: filter("debug", 1, 0) });
});

describe("a thread on its own", () => {
  test("tells nobody, and does not listen; its own workers have its filter", async () => {
    const main = new Main();
    main.threads.isolate(true);
    main.threads.tellFilter("debug");
    main.threads.tellReopen();
    other.post({ type: "filter", filter: filter("trace", 9) });
    other.post({ type: "reopen" });
    // A thread that does listen has heard it.
    const { told, threads } = new Main();
    threads.tellReopen();
    other.post({ type: "reopen" });
    await until(() => told.length > 0);
    expect(main.told).toEqual([]);
    expect(said("filter")).toEqual([]);
    expect(main.threads.published?.filter).toBe("info");
  });

  test("that is so no longer greets the others again, and so has what was set meanwhile", async () => {
    const { threads, told } = new Main();
    threads.tellReopen();
    threads.isolate(true);
    threads.isolate(false);
    await until(() => said("hello").length === 2);
    expect(said("hello")[1]).toMatchObject({ filter: { version: 0 } });
    other.post({ type: "filter", filter: filter("trace", 9) });
    await until(() => told.length > 0);
    expect(told).toEqual(["trace"]);
  });
});

test("a configuration that cannot be handed down breaks no worker", () => {
  const main = new Main();
  Object.defineProperty(main, "inheritedState", {
    get() {
      throw new Error("on purpose");
    },
  });
  expect(main.threads.published).toBeUndefined();
});

test("the end wakes the workers on the roster, and those on stray rosters", async () => {
  const { threads } = new Main();
  threads.tellReopen();
  await until(() => said("reopen").length === 1);
  const seats = [new Roster(threads.published?.roster).join(1, 0)];
  const strays = new Roster();
  seats.push(strays.join(2, 0));
  for (const seat of seats) seat?.open();
  // It arrives without an event.
  other.post({ type: "roster", roster: strays.buffer });
  threads.endOthers(performance.now() + 20);
  expect(seats.map((seat) => seat?.isAsked)).toEqual([true, true]);
  await until(() => said("end").length === 2);
});

test("nonsense from another thread is ignored", async () => {
  const { threads, told } = new Main();
  threads.tellReopen();
  other.post({ type: "filter", filter: { spec: 1 } } as unknown as Message);
  other.post({ type: "hello" } as unknown as Message);
  other.post({ type: "reopen" });
  await until(() => told.length > 0);
  expect(told).toEqual(["reopen"]);
});

describe("a lease", () => {
  const lease = (id: string, version = 1): Lease => ({
    ...{ id, version, spec: "debug", kind: "opens", until: Number.MAX_VALUE, thread: 1 },
  });

  test("that is made here is told to all others", async () => {
    const { threads } = new Main();
    threads.tellLease(lease("a"));
    await until(() => said("lease").length > 0);
    expect(said("lease")).toEqual([{ type: "lease", lease: lease("a") }]);
  });

  test("that is heard of is taken, unless it is none, or this thread is isolated", async () => {
    const { threads, told } = new Main();
    threads.tellReopen();
    other.post({ type: "lease", lease: {} as Lease });
    other.post({ type: "lease", lease: lease("a") });
    await until(() => told.length > 0);
    threads.isolate(true);
    threads.tellLease(lease("mine"));
    other.post({ type: "lease", lease: lease("b") });
    threads.isolate(false);
    other.post({ type: "lease", lease: lease("c") });
    await until(() => told.length > 1);
    expect(told.filter((id) => id !== "b")).toEqual(["a", "c"]);
    expect(said("lease")).toEqual([]);
  });

  test("is told to a thread that begins to listen, and has another one or none", async () => {
    const main = new Main();
    main.leasesToTell = [lease("a"), lease("b", 2), lease("c")];
    main.threads.tellReopen();
    const leases = [lease("a"), lease("b"), lease("d")];
    other.post({
      ...{ type: "hello", filter: filter("", 0, 0), leases, roster: undefined },
      wantsRosters: false,
    });
    await until(() => said("lease").length === 2);
    expect(said("lease")).toEqual([
      { type: "lease", lease: lease("b", 2) },
      { type: "lease", lease: lease("c") },
    ]);
    expect(main.told).toEqual(["a", "b", "d"]);
  });
});
