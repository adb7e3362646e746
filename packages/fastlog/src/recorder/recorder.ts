import type { Batch } from "../batch/batch.ts";
import type { Turn } from "../batch/turn.ts";
import type { Dispatcher } from "../call/dispatcher.ts";
import type { Gates } from "../call/gate.ts";
import type { ContextPlan } from "../config/context-options.ts";
import { dateOf } from "../config/lease-changes.ts";
import { defaultPlan, type RecorderPlan } from "../config/recorder-option.ts";
import type { CompiledFormat } from "../encode/format/format.ts";
import type { Contexts } from "../fields/async-context.ts";
import { EVERYTHING, type Filter } from "../filter/filter.ts";
import { unionFilter } from "../filter/union-filter.ts";
import { LEVELS } from "../level.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import type { RecorderStats } from "../sink/recorder-stats.ts";
import type { Settings } from "../sink/settings.ts";
import type { Sink } from "../sink/sink.ts";
import { hasStack } from "../stack.ts";
import type { Clock } from "../time/clock.ts";
import { clearTimeout, setTimeout, type Timer } from "../time/timers.ts";
import { OpenedContext } from "./context-recording.ts";
import { dump, type Framing } from "./dump.ts";
import { RequestRing, RequestRings } from "./request-rings.ts";
import { Ring, type Taken } from "./ring.ts";
import { type Selecting, Selector } from "./selector.ts";
import { Triggers } from "./triggers.ts";
import { type Keeping, NEVER, Verdicts } from "./verdicts.ts";

/** Shortest time between two dumps for one reason, in milliseconds. */
const PAUSE = 10_000;

/** The parts of a runtime that its recorder uses. */
export interface RecorderParts {
  readonly gates: Gates;
  readonly dispatcher: Dispatcher;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly contexts: Contexts;
  /** Has the recorders of the other threads write what they keep. */
  readonly dumpOthers: (on: string) => void;
}

/** The pipeline that records go to, with the settings that it was made with. */
interface Used {
  readonly pipeline: Pipeline;
  readonly settings: Settings;
  readonly sink: Sink;
  /** The format of the sink then: a sink may get other settings. */
  readonly format: unknown;
  readonly isColored: boolean;
}

/**
 * Keeps the records that the log of a thread does not get, and writes them when there is a reason. While it is off, and no
 * context asks for it, the gates, the pipeline and its builder are those of a program without it.
 */
export class Recorder implements Selecting {
  readonly #parts: RecorderParts;
  readonly #verdicts: Verdicts;
  readonly #triggers: Triggers;
  #plan: RecorderPlan | undefined;
  #used: Used | undefined;
  #ring: Ring | undefined;
  /** The last pipeline that was used. */
  #last: Used | undefined;
  /** Records are diverted, or fastlog is closed. */
  #isSuspended = false;
  #requests: RequestRings | undefined;
  #selector: Selector | undefined;
  #position: (() => number) | undefined;
  #onRing: ((ring: Ring | undefined) => void) | undefined;
  /** Filters of the contexts that are under way, with the number of these. */
  readonly #filters = new Map<Filter, number>();
  /** Number of contexts under way with a ring. */
  #ringContexts = 0;
  /** Until this timer ends, records that would be kept are logged. */
  #open: Timer | undefined;
  /** When each reason may cause a dump again. */
  readonly #notBefore = new Map<string, number>();
  #skipped = 0;
  #dumps = 0;
  #handedOver = 0;
  /** Counters of rings that are not in use any more. */
  #past = { overwritten: 0, forgotten: 0, lost: 0 };
  /** Counters at the last dump. */
  #told = { overwritten: 0, lost: 0, skipped: 0 };

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#verdicts = new Verdicts(parts.gates, this.#keeping);
    this.#triggers = new Triggers(
      (signal) => {
        this.dump(signal);
        parts.dumpOthers(signal);
      },
      () => this.#dumpOften("uncaught"),
    );
    parts.gates.watchers.add(() => this.#renew());
  }

  /** Called when the ring of the thread is made, and with `undefined` when it is given up. */
  set onRing(onRing: (ring: Ring | undefined) => void) {
    this.#onRing = onRing;
    if (this.#ring !== undefined) onRing(this.#ring);
  }

  /** The format of kept records: that of the sink which gets them. `undefined` before there is a pipeline. */
  get format(): CompiledFormat | undefined {
    return this.#last?.sink.settings.format;
  }

  /** Gives the mark of each kept record; `undefined` if they need none. */
  set position(position: (() => number) | undefined) {
    this.#position = position;
    if (this.#selector !== undefined) this.#selector.position = position;
  }

  /** Applies a checked option; `undefined` for no recorder. */
  configure(plan: RecorderPlan | undefined): void {
    if (plan?.bytes !== this.#plan?.bytes) this.#forget();
    this.#selector = undefined;
    this.#plan = plan;
    this.#triggers.use(plan?.signals ?? [], plan?.isOnUncaught ?? false);
    if (plan === undefined) this.#close();
    this.#install();
  }

  /** Another pipeline gets the records; `undefined` while they are diverted, or when fastlog is closed. */
  use(pipeline: Pipeline | undefined, settings: Settings | undefined): void {
    const before = this.#used;
    if (before !== undefined) before.pipeline.builder = before.pipeline.log;
    this.#isSuspended = pipeline === undefined || settings === undefined;
    this.#selector = undefined;
    this.#used = undefined;
    if (pipeline !== undefined && settings !== undefined) {
      const sink = sinkOf(pipeline);
      const { format, color } = sink.settings;
      const used = { pipeline, settings, sink, format: format.identity, isColored: color };
      if (this.#last !== undefined && !this.#fits(this.#last, used)) this.#forget();
      this.#used = used;
      this.#last = used;
    }
    this.#install();
  }

  /** Begins a context that lets more pass, or has a ring. */
  begin({ filter, bytes }: ContextPlan, outer: OpenedContext | undefined): OpenedContext {
    const around = outer === undefined || outer.isOver ? undefined : outer;
    // One ring for each request, however its parts are nested.
    const ring = bytes === undefined ? undefined : new RequestRing(bytes);
    const opened = new OpenedContext(around, filter, ring);
    const count = filter === undefined ? undefined : (this.#filters.get(filter) ?? 0);
    if (filter !== undefined && count !== undefined) this.#filters.set(filter, count + 1);
    if (opened.isRingOwn) this.#ringContexts++;
    if (count === 0 || (opened.isRingOwn && this.#ringContexts === 1)) this.#install();
    return opened;
  }

  /** The function of a context has ended. */
  end(opened: OpenedContext): void {
    if (opened.isOver) return;
    opened.isOver = true;
    const { filter, ring, isRingOwn } = opened;
    let isLast = false;
    if (filter !== undefined) {
      const left = (this.#filters.get(filter) ?? 1) - 1;
      if (left > 0) this.#filters.set(filter, left);
      else isLast = this.#filters.delete(filter);
    }
    if (isRingOwn && ring !== undefined) {
      isLast = --this.#ringContexts === 0 || isLast;
      const requests = this.#requests;
      if (requests !== undefined) this.#whenIdle(() => requests.end(ring));
    }
    if (isLast) this.#install();
  }

  /** Writes the kept records of the thread. Returns their number. */
  dump(on: string): number {
    let records = 0;
    this.#whenIdle(() => {
      records = this.#dump(on);
    });
    return records;
  }

  /** Writes the kept records of the request that is under way; `false` if it has no ring. */
  keep(on = "keepRecords"): boolean {
    const opened = this.#opened;
    if (opened?.ring === undefined || !hasStack()) return false;
    this.#dumpRequest(opened.ring, on);
    return true;
  }

  severe(level: number): void {
    try {
      if (!hasStack()) return;
      const opened = this.#opened;
      if (opened?.ring !== undefined && level >= this.#requestLevel) {
        this.#dumpRequest(opened.ring, "error");
      } else if (level >= (this.#plan?.level ?? NEVER)) {
        this.#dumpOften("error");
      }
    } catch {
      // The stack is full. The record itself may fit.
    }
  }

  batchOf(ring: RequestRing): Batch | undefined {
    const requests = this.#requests ?? this.#makeRequests();
    return requests.use(ring) ? requests.batch : undefined;
  }

  /** Counters; `undefined` if it was never on. */
  get stats(): RecorderStats {
    const { overwritten, forgotten, lost } = this.#counts;
    const dumped = this.#handedOver;
    const present = (this.#ring?.records ?? 0) + (this.#requests?.records ?? 0);
    return {
      kept: dumped + overwritten + forgotten + present,
      ...{ overwritten, forgotten, dumped, lost },
      dumps: this.#dumps,
      skipped: this.#skipped,
    };
  }

  get #counts() {
    const [ring, requests] = [this.#ring, this.#requests];
    const past = this.#past;
    return {
      overwritten: past.overwritten + (ring?.overwritten ?? 0) + (requests?.overwritten ?? 0),
      forgotten: past.forgotten + (requests?.forgotten ?? 0),
      lost: past.lost + (ring?.lost ?? 0) + (requests?.lost ?? 0),
    };
  }

  get #opened(): OpenedContext | undefined {
    const opened = this.#parts.contexts.current?.recording as OpenedContext | undefined;
    return opened === undefined || opened.isOver ? undefined : opened;
  }

  /** Writes the kept records, unless that was just done for the same reason. */
  #dumpOften(on: string): void {
    this.#whenIdle(() => {
      if (this.#isEmpty) return;
      const now = this.#now();
      if (now < (this.#notBefore.get(on) ?? Number.NEGATIVE_INFINITY)) {
        this.#skipped++;
        return;
      }
      this.#notBefore.set(on, now + PAUSE);
      this.#dump(on);
    });
  }

  /** Whether there is nothing to write. Before the first record it matters that everything passes from now on. */
  get #isEmpty(): boolean {
    if (this.#ring === undefined || this.#used === undefined) return true;
    return this.#ring.records === 0 && (this.#open !== undefined || this.#plan?.time === 0);
  }

  #dump(on: string): number {
    const [ring, used, plan] = [this.#ring, this.#used, this.#plan];
    if (ring === undefined || used === undefined || plan === undefined) return 0;
    const taken = ring.take();
    const isOpening = plan.time > 0;
    const { overwritten, lost } = this.#counts;
    const [now, told] = [{ overwritten, lost, skipped: this.#skipped }, this.#told];
    this.#told = now;
    this.#write(used, taken, {
      ...{ name: "recorder", on, seconds: this.#secondsSince(taken) },
      until: isOpening ? dateOf(plan.time) : undefined,
      overwritten: now.overwritten - told.overwritten,
      lost: now.lost - told.lost,
      skipped: now.skipped - told.skipped,
    });
    if (isOpening) {
      clearTimeout(this.#open);
      this.#open = setTimeout(() => this.#close(), plan.time).unref();
      this.#install();
    }
    return taken.records;
  }

  #dumpRequest(ring: RequestRing, on: string): void {
    if (ring.isOpen) return;
    // Set first: records that are logged from now on must not be kept.
    ring.isOpen = true;
    this.#whenIdle(() => {
      const used = this.#used;
      const taken = this.#requests?.take(ring);
      if (used === undefined || taken === undefined || taken.records === 0) return;
      this.#write(used, taken, {
        ...{ name: "recorder of a request", on, seconds: this.#secondsSince(taken) },
        ...{ until: undefined, overwritten: ring.overwritten, lost: 0, skipped: 0 },
      });
    });
  }

  #write({ pipeline, sink }: Used, taken: Taken, framing: Framing): void {
    const { turn } = this.#parts;
    if (!turn.open) turn.start();
    this.#dumps++;
    this.#handedOver += taken.records;
    // In front of the records that are logged from now on, and behind those of this turn.
    pipeline.seal();
    dump(sink, taken, framing);
    if (turn.ending) pipeline.flushSync();
  }

  /** Runs an action between two records, of the log and of the rings. */
  #whenIdle(action: () => void): void {
    const pipeline = this.#used?.pipeline;
    if (pipeline === undefined) action();
    else pipeline.whenIdle(action);
  }

  /** Keeps records again, instead of logging them. */
  #close(): void {
    clearTimeout(this.#open);
    this.#open = undefined;
    this.#install();
  }

  #secondsSince({ since }: Taken): number {
    return Math.max(0, this.#now() - since) / 1000;
  }

  #now(): number {
    const { clock } = this.#parts;
    clock.read();
    return clock.monotonicMs;
  }

  #makeRequests(): RequestRings {
    const { bytes } = this.#plan ?? defaultPlan();
    this.#requests = new RequestRings(bytes, () => this.#parts.clock.monotonicMs);
    return this.#requests;
  }

  /** Whether records kept for one pipeline can be written to another, and the first backend holds no memory of the rings. */
  #fits(one: Used, other: Used): boolean {
    if (one.format !== other.format || one.isColored !== other.isColored) return false;
    const underWay = (this.#ring?.underWay ?? 0) + (this.#requests?.underWay ?? 0);
    return one.sink === other.sink || underWay === 0;
  }

  /** Forgets the kept records: they cannot be written to the log any more. */
  #forget(): void {
    this.#giveUpRing();
    this.#requests?.clear();
    this.#retire(this.#requests);
    this.#requests = undefined;
  }

  #giveUpRing(): void {
    if (this.#ring === undefined) return;
    this.#retire(this.#ring);
    this.#ring = undefined;
    this.#onRing?.(undefined);
  }

  #makeRing(bytes: number): void {
    const { clock } = this.#parts;
    this.#ring = new Ring(bytes, () => clock.monotonicMs);
    this.#onRing?.(this.#ring);
  }

  #retire(ring: Ring | RequestRings | undefined): void {
    if (ring === undefined) return;
    const past = this.#past;
    const own = ring instanceof RequestRings ? ring.forgotten : 0;
    this.#past = {
      overwritten: past.overwritten + ring.overwritten,
      forgotten: past.forgotten + own + ring.records,
      lost: past.lost + ring.lost,
    };
  }

  /** From this level on, a record causes a dump of the ring of its request. */
  get #requestLevel(): number {
    return this.#plan?.level ?? LEVELS.error;
  }

  get #isOn(): boolean {
    return this.#plan !== undefined || this.#filters.size > 0 || this.#ringContexts > 0;
  }

  get #keeping(): Keeping {
    return {
      filter: this.#plan?.filter,
      requestFilter: this.#plan?.filter ?? EVERYTHING,
      isOpen: this.#open !== undefined,
    };
  }

  /** Puts itself in front of the log, or away from it. */
  #install(): void {
    const { gates, dispatcher } = this.#parts;
    const used = this.#used;
    const isOn = this.#isOn;
    gates.recorder = isOn && !this.#isSuspended ? this.#filter : undefined;
    if (used === undefined) {
      dispatcher.recording = undefined;
      return;
    }
    if (!isOn) {
      dispatcher.recording = undefined;
      used.pipeline.builder = used.pipeline.log;
      return;
    }
    const selector = this.#selector ?? this.#makeSelector(used);
    this.#selector = selector;
    selector.hasContexts = this.#filters.size > 0 || this.#ringContexts > 0;
    selector.isOpen = this.#open !== undefined;
    selector.severeFrom = Math.min(
      this.#plan?.level ?? NEVER,
      this.#ringContexts > 0 ? this.#requestLevel : NEVER,
    );
    this.#renew();
    dispatcher.recording = selector;
    used.pipeline.builder = selector;
  }

  #makeSelector({ pipeline, sink }: Used): Selector {
    const { dispatcher, contexts } = this.#parts;
    if (this.#plan !== undefined && this.#ring === undefined) this.#makeRing(this.#plan.bytes);
    const selector = new Selector({
      ...{ of: this, dispatcher, contexts },
      verdicts: this.#verdicts,
      log: pipeline.log,
      builder: pipeline.builderOf(sink),
      ring: this.#ring?.batch,
    });
    selector.position = this.#position;
    return selector;
  }

  /** A filter has changed. */
  #renew(): void {
    this.#verdicts.renew(this.#keeping);
    this.#selector?.renew();
  }

  /** Opens the gates for records that are kept, or that contexts let pass. */
  get #filter(): Filter | undefined {
    const filters = new Set(this.#filters.keys());
    if (this.#plan !== undefined) filters.add(this.#plan.filter);
    if (this.#ringContexts > 0) filters.add(this.#plan?.filter ?? EVERYTHING);
    const [first, ...others] = filters;
    if (first === undefined) return undefined;
    return others.length === 0 ? first : unionFilter([first, ...others]);
  }
}

/**
 * The sink that gets the kept records: the first one without a filter of its own, else the first one. The records are kept
 * in its format, so that they are encoded once.
 */
function sinkOf({ sinks }: Pipeline): Sink {
  const [first] = sinks;
  return sinks.find(({ settings }) => settings.filter === undefined) ?? (first as Sink);
}
