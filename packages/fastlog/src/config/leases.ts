import { Buffer } from "node:buffer";
import { duration } from "../backend/options/option-kinds.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { type Filter, parseFilter } from "../filter/filter.ts";
import { strictFilter } from "../filter/filter-option.ts";
import { unionFilter } from "../filter/union-filter.ts";
import { monotonic } from "../time/system-time.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";
import { REPLACEMENT } from "./replacement.ts";

/**
 * A filter that holds for a time, in all threads. Each thread ends it by itself, at a time of the monotonic clock, which
 * all threads of a process share.
 */
export interface Lease {
  /** Of at most 64 bytes; a further lease of this id takes its place. Empty for the one that replaces the filter. */
  readonly id: string;
  readonly spec: string;
  /** `opens` lets pass what the filter does not; `replaces` takes the filter's place; `dropped` has ended before its time. */
  readonly kind: "opens" | "replaces" | "dropped";
  /** When it ends, in milliseconds of the monotonic clock. */
  readonly until: number;
  /** One more than the largest number that the thread knew which made it. */
  readonly version: number;
  /** The thread that made it, which logs its end. */
  readonly thread: number;
}

/** A lease that is asked for. */
export interface LeaseRequest {
  readonly kind: "opens" | "replaces";
  readonly spec: string;
  /** In milliseconds, or as text: `"10m"`. Default 10 minutes; at most a day. */
  readonly for?: unknown;
  /** Default the spec. */
  readonly id?: unknown;
}

/** The clock and the timer of leases. Tests have their own. */
export interface LeaseClock {
  /** In milliseconds. */
  now(): number;
  /** Calls a function after some milliseconds, unless the returned one is called before. Keeps nothing alive. */
  after(ms: number, action: () => void): () => void;
}

const MAX_LEASES = 16;
const MAX_ID = 64;
const DEFAULT_TIME = 600_000;
const MAX_TIME = 86_400_000;
/** Most leases that are kept, dropped ones included: other threads may still tell of those. */
const MAX_KEPT = 64;

const TIME = duration(1, MAX_TIME);

export const SYSTEM_CLOCK: LeaseClock = {
  now: () => Number(monotonic()) / 1e6,
  after(ms, action) {
    const timer: Timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};

interface Entry {
  readonly lease: Lease;
  /** `undefined` if it was dropped. */
  filter: Filter | undefined;
}

/** The leases of a thread. */
export class Leases {
  /** Called when a lease ends by itself. */
  onExpired: ((lease: Lease) => void) | undefined;

  readonly #changed: () => void;
  readonly #clock: LeaseClock;
  readonly #entries = new Map<string, Entry>();
  #disarm: (() => void) | undefined;

  /** `changed` is called when other filters hold. */
  constructor(changed: () => void, clock: LeaseClock = SYSTEM_CLOCK) {
    this.#changed = changed;
    this.#clock = clock;
  }

  /** All leases, dropped ones included, for the other threads. */
  get all(): readonly Lease[] {
    return [...this.#entries.values()].map(({ lease }) => lease);
  }

  /** The leases that hold. */
  get live(): readonly Lease[] {
    return this.all.filter(({ kind }) => kind !== "dropped");
  }

  /** Whether one of them replaces the filter. */
  get replaces(): boolean {
    return this.#entries.get(REPLACEMENT)?.filter !== undefined;
  }

  /** How long a lease holds yet, in milliseconds. */
  left({ until }: Lease): number {
    return Math.max(0, until - this.#clock.now());
  }

  /** The filter that results of that one and the leases: the very same without leases. */
  over(own: Filter): Filter {
    const base = this.#entries.get(REPLACEMENT)?.filter ?? own;
    const open = [...this.#entries]
      .filter(([id]) => id !== REPLACEMENT)
      .flatMap(([, { filter }]) => filter ?? []);
    return open.length === 0 ? base : unionFilter([base, ...open]);
  }

  /**
   * Makes a lease for this thread to take and to tell of. Throws `ERR_FASTLOG_INVALID_FILTER` and
   * `ERR_FASTLOG_INVALID_OPTION`; nothing has changed then.
   */
  make({ kind, spec, for: time, id: given }: LeaseRequest, thread: number): Lease {
    strictFilter(spec);
    const ms = timeOf(time);
    const id = kind === "replaces" ? REPLACEMENT : idOf(given, spec);
    const { live } = this;
    if (kind === "opens" && !live.some((lease) => lease.id === id)) {
      const open = live.filter((lease) => lease.kind === "opens");
      if (open.length >= MAX_LEASES) {
        const ids = open.map((lease) => lease.id).join(", ");
        throw invalidOption("id", id, `expected at most ${MAX_LEASES} leases; drop one of ${ids}`);
      }
    }
    return { id, spec, kind, until: this.#clock.now() + ms, version: this.#next, thread };
  }

  /** Makes the end of a lease, as {@link make} does; `undefined` if there is no such lease. */
  end(id: string, thread: number): Lease | undefined {
    const known = this.live.find((lease) => lease.id === id);
    return known && { ...known, kind: "dropped", version: this.#next, thread };
  }

  /** Takes a lease of this thread or of another one. Returns `false` if it knows a newer one, or if it is over. */
  take(lease: Lease): boolean {
    const known = this.#entries.get(lease.id);
    if (this.left(lease) === 0) return false;
    if (known !== undefined && !isNewer(lease, known.lease)) return false;
    if (known === undefined && this.#entries.size >= MAX_KEPT && !this.#forget()) return false;
    this.#entries.set(lease.id, { lease, filter: filterOf(lease) });
    this.#arm();
    this.#changed();
    return true;
  }

  /** Reads the filters again, because there are more levels than before. */
  reread(): void {
    for (const entry of this.#entries.values()) entry.filter = filterOf(entry.lease);
  }

  get #next(): number {
    return 1 + Math.max(0, ...this.all.map(({ version }) => version));
  }

  /** Makes room of the oldest lease that was dropped. */
  #forget(): boolean {
    const dropped = this.all.find(({ kind }) => kind === "dropped");
    return dropped !== undefined && this.#entries.delete(dropped.id);
  }

  #arm(): void {
    this.#disarm?.();
    const next = Math.min(...this.all.map((lease) => this.left(lease)));
    this.#disarm =
      next === Number.POSITIVE_INFINITY
        ? undefined
        : this.#clock.after(Math.ceil(next), () => this.#expire());
  }

  #expire(): void {
    const over = this.all.filter((lease) => this.left(lease) === 0);
    for (const { id } of over) this.#entries.delete(id);
    this.#arm();
    const ended = over.filter(({ kind }) => kind !== "dropped");
    if (ended.length === 0) return;
    this.#changed();
    for (const lease of ended) this.onExpired?.(lease);
  }
}

/** Whether a value is a lease. Any code that knows the name can post on a channel. */
export function isLease(value: unknown): value is Lease {
  if (typeof value !== "object" || value === null) return false;
  const { id, spec, kind, until, version, thread } = value as Record<keyof Lease, unknown>;
  return (
    typeof id === "string" &&
    typeof spec === "string" &&
    (kind === "opens" || kind === "replaces" || kind === "dropped") &&
    Number.isFinite(until) &&
    Number.isInteger(version) &&
    Number.isInteger(thread)
  );
}

/** Whether a lease replaces another one of its id. All threads decide alike, in whatever order leases arrive. */
export function isNewer(one: Lease, other: Lease): boolean {
  return (
    one.version > other.version || (one.version === other.version && one.thread > other.thread)
  );
}

/** Reads a time in milliseconds, by default 10 minutes. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function timeOf(value: unknown): number {
  if (value === undefined) return DEFAULT_TIME;
  const ms = typeof value === "string" ? TIME.parse(value) : value;
  if (!TIME.accepts(ms)) throw invalidOption("for", value, `expected ${TIME.expected}`);
  return ms as number;
}

function idOf(given: unknown, spec: string): string {
  if (given === undefined) return shortened(spec.trim());
  if (typeof given === "string" && given !== "" && Buffer.byteLength(given) <= MAX_ID) return given;
  throw invalidOption("id", given, `expected a text of 1 to ${MAX_ID} bytes`);
}

/** The spec as an id: whole, or its beginning. */
function shortened(spec: string): string {
  let id = spec.slice(0, MAX_ID);
  while (Buffer.byteLength(id) > MAX_ID) id = id.slice(0, -1);
  return id === "" ? "-" : id;
}

function filterOf({ kind, spec }: Lease): Filter | undefined {
  return kind === "dropped" ? undefined : parseFilter(spec).filter;
}
