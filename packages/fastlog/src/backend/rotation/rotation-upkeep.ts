import { messageOf } from "../../diagnostics/error-message.ts";
import { permitted } from "../../permitted.ts";
import { compress } from "./compress.ts";
import { RotationAnnouncer } from "./rotation-announcer.ts";
import type { RotationOptions } from "./rotation-options.ts";
import type { Steps } from "./rotation-series.ts";
import { type Surroundings, TICK } from "./rotation-surroundings.ts";
import { type Retention, SETTLED, Tidying, type Untidy } from "./rotation-tidy.ts";

/** Stats of an opened file. */
export interface OpenedFile {
  readonly size: number;
  readonly uid: number;
  readonly birthtimeMs: number;
  readonly mtimeMs: number;
}

const DEFAULT_KEEP = 10;

/** Longest time between checks of the age of files, in milliseconds: the clock may be set. */
const LOOK_FOR_OLD = 3_600_000;

/** Interval in which rotations of others are looked for, in milliseconds, if `onRotated` is given. */
const LOOK_FOR_DONE = 10_000;

/** Steps of tidying that run at once after a rotation, for programs that end soon. The rest runs in later turns. */
const STEPS_AT_ONCE = 16;

/**
 * Tidies the rotated files of a log file from time to time: removes surplus ones, compresses the others, and announces
 * those that are complete. It works in small steps, in turns of their own, and keeps no process alive.
 */
export class Upkeep {
  readonly #pattern: string;
  readonly #retention: Retention;
  readonly #announcer: RotationAnnouncer;
  readonly #report: (code: string, message: string, cause?: unknown) => void;
  readonly #saw: (time: number) => void;
  readonly #surroundings: Surroundings;
  readonly #owners = new Set<number>();
  #tidying: Tidying | undefined;
  #cancel: () => void = () => {};
  #timerAt = Number.POSITIVE_INFINITY;
  #isTidying = false;
  #isCompressing = false;
  #isClosed = false;

  /**
   * `pattern` is the absolute path with its tokens. `report` is called for failures, and `saw` with the time of the
   * newest rotation.
   */
  constructor(
    pattern: string,
    options: RotationOptions,
    report: (code: string, message: string, cause?: unknown) => void,
    saw: (time: number) => void,
    surroundings: Surroundings,
  ) {
    const { maxAge, maxTotal, keep, gzip = false } = options;
    this.#pattern = pattern;
    const isBounded = maxAge !== undefined || maxTotal !== undefined;
    this.#retention = {
      keep: keep ?? (isBounded ? Number.POSITIVE_INFINITY : DEFAULT_KEEP),
      maxAge: maxAge ?? Number.POSITIVE_INFINITY,
      maxTotal: maxTotal ?? Number.POSITIVE_INFINITY,
      gzip,
    };
    this.#announcer = new RotationAnnouncer(options.onRotated, report);
    this.#report = report;
    this.#saw = saw;
    this.#surroundings = surroundings;
    const uid = permitted("owner of rotated files", () => process.geteuid?.(), undefined);
    if (uid !== undefined) this.#owners.add(uid);
  }

  /** The log file at the resolved path was opened, for the first time or again. */
  opened(path: string, { size, uid }: OpenedFile, now: number): void {
    this.#owners.add(uid);
    const before = this.#tidying;
    if (before?.path === path) {
      // The process that has rotated it may have ended.
      if (size === 0) this.#tidyIn(SETTLED);
      return;
    }
    // The old folder may have no other process that tidies it.
    if (before !== undefined) this.#later(SETTLED, () => this.#tidy(before, 1));
    this.#announcer.restart();
    this.#tidying = new Tidying(
      path,
      this.#pattern,
      this.#retention,
      this.#owners,
      now,
      this.#surroundings.monotonic,
    );
    // Files that exist before the first rotation are not announced.
    this.#tidyIn(this.#announcer.hasListener ? 0 : SETTLED);
  }

  /** Tidies now, after a rotation. */
  run(): void {
    this.#tidy(this.#tidying, STEPS_AT_ONCE);
  }

  /** Stops all work. */
  close(): void {
    this.#isClosed = true;
    this.#tidying = undefined;
    this.#cancel();
  }

  #tidyIn(delay: number): void {
    const at = this.#surroundings.monotonic() + delay;
    if (this.#isClosed || at >= this.#timerAt) return;
    this.#cancel();
    this.#timerAt = at;
    this.#cancel = this.#later(delay, () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#tidy(this.#tidying, 1);
    });
  }

  #later(delay: number, work: () => void): () => void {
    // Timers may fire a little early.
    return this.#surroundings.later(() => {
      if (!this.#isClosed) work();
    }, delay + TICK);
  }

  /** Runs `steps` steps at once, and the others one by one, in later turns of the event loop. */
  #tidy(tidying: Tidying | undefined, steps: number): void {
    if (tidying === undefined) return;
    if (this.#isTidying) {
      this.#tidyIn(SETTLED);
      return;
    }
    this.#isTidying = true;
    this.#step(tidying, tidying.run(this.#surroundings.now()), steps);
  }

  #step(tidying: Tidying, work: Steps<Untidy>, steps: number): void {
    try {
      for (let i = 0; i < steps; i++) {
        const { done, value } = work.next();
        if (done !== true) continue;
        this.#isTidying = false;
        this.#tidied(tidying, value);
        return;
      }
    } catch (error) {
      this.#isTidying = false;
      // The folder was removed with all its files.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#notRemoved(error);
      return;
    }
    this.#surroundings.later(() => {
      if (!this.#isClosed) this.#step(tidying, work, 1);
      else work.return(undefined as never);
    }, 1);
  }

  #tidied(tidying: Tidying, untidy: Untidy): void {
    const { uncompressed, done, again, newest, strangers, failure } = untidy;
    this.#announcer.tellOf(strangers);
    if (failure !== undefined) this.#notRemoved(failure);
    if (tidying === this.#tidying) {
      this.#saw(newest);
      this.#announceLater(done);
    }
    if (again !== undefined) this.#tidyIn(Math.min(Math.max(again, SETTLED), LOOK_FOR_OLD));
    // Others may rotate the file without a write of this thread.
    if (this.#announcer.hasListener) this.#tidyIn(LOOK_FOR_DONE);
    if (uncompressed.length === 0 || this.#isClosed) return;
    if (this.#isCompressing) {
      this.#tidyIn(SETTLED);
      return;
    }
    this.#isCompressing = true;
    const finished = () => {
      this.#isCompressing = false;
      this.#tidyIn(0);
    };
    compress(uncompressed, [...this.#owners], this.#notCompressed, finished);
  }

  /** Announces files outside of a write, because the listener may log. */
  #announceLater(done: Untidy["done"]): void {
    if (!this.#announcer.hasListener) return;
    this.#later(0, () => this.#announcer.announce(done));
  }

  #notRemoved(error: unknown): void {
    this.#report("ROTATE", `rotated files cannot be removed: ${messageOf(error)}`, error);
  }

  readonly #notCompressed = (path: string, message: string): void =>
    this.#report("ROTATE", `${path} cannot be compressed, and stays as it is: ${message}`);
}
