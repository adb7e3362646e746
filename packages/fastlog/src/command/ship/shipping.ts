import type { Buffer } from "node:buffer";
import { codeOf, messageOf } from "../../diagnostics/error-message.ts";
import type { Shipment } from "../../shipment/shipped.ts";
import { setImmediate, setTimeout } from "../../time/timers.ts";
import { FAILED, FOUND, NONE_FOUND, type Surroundings } from "../command.ts";
import { Blocks } from "../input/blocks.ts";
import { openFollowed, patientSourceOf } from "../input/open.ts";
import type { Source } from "../input/source.ts";
import { Output, ReaderGone } from "../print/output.ts";
import type { Choice } from "../select/choice.ts";
import { ShippedLines } from "./shipped-lines.ts";
import { Stop } from "./stop.ts";
import { summaryOf } from "./summary.ts";

/** In bytes: the longest line that is shipped. */
export const LONGEST_SHIPPED = 1_048_576;

/** In milliseconds: how long a program that got a signal, too, may write its last lines. */
const GRACE = 500;
/** In milliseconds: how often followed files are looked at. */
const LOOK_EVERY = 25;
/** In milliseconds: how often a full buffer is looked at. */
const FULL_EVERY = 5;

/** The options of `fastlog ship`, except for the destination. */
export interface ShippingOptions {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  readonly choice: Choice;
  readonly isFollowing: boolean;
  /** The input is copied to the output. */
  readonly isCopied: boolean;
  /** In milliseconds: how long the end waits for the destination. */
  readonly timeout: number;
}

/** Reads lines, and ships them as fast as the destination takes them. */
export class Shipping {
  readonly #options: ShippingOptions;
  readonly #surroundings: Surroundings;
  readonly #shipment: Shipment;
  readonly #stop = new Stop();
  /** `undefined` without a copy, or once nobody reads it. */
  #copy: Output | undefined;
  #hasFailed = false;

  constructor(options: ShippingOptions, shipment: Shipment, surroundings: Surroundings) {
    this.#options = options;
    this.#shipment = shipment;
    this.#surroundings = surroundings;
    if (options.isCopied) this.#copy = new Output(surroundings.out);
  }

  async run(): Promise<number> {
    const onSignal = () => setTimeout(() => this.#stop.set(), GRACE).unref();
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    // A second signal ends the process.
    for (const signal of signals) process.once(signal, onSignal);
    try {
      if (this.#options.isFollowing) await this.#follow();
      else for (const file of this.#options.files) await this.#one(file);
    } finally {
      await this.#shipment.end(this.#stop.isSet ? undefined : this.#options.timeout);
      for (const signal of signals) process.off(signal, onSignal);
    }
    const { counts, losses } = this.#shipment;
    this.#surroundings.complain(summaryOf(counts, losses));
    if (this.#hasFailed) return FAILED;
    return counts.dropped + counts.uncertain === 0 ? FOUND : NONE_FOUND;
  }

  get #isOver(): boolean {
    return this.#stop.isSet || this.#shipment.isGone;
  }

  async #one(file: string): Promise<void> {
    if (this.#isOver) return;
    let source: Source | undefined;
    const lines = this.#lines();
    try {
      source = patientSourceOf(file);
      await new Blocks(lines, LONGEST_SHIPPED).all(this.#paced(source));
    } catch (error) {
      this.#fail(file, error);
    }
    lines.endFile();
    await this.#settle();
    if (file === "-") process.stdin.destroy();
    else source?.close();
  }

  #lines(): ShippedLines {
    return new ShippedLines(this.#shipment, this.#options.choice);
  }

  /** A source that is read as fast as the destination takes its lines. */
  #paced(source: Source): Source {
    return {
      isLive: source.isLive,
      close: () => source.close(),
      read: async (into, at, length) => {
        await this.#settle();
        // Lets sockets and signals have their turn.
        if (!source.isLive) await new Promise<void>((resolve) => setImmediate(resolve));
        if (this.#isOver) return 0;
        const read = source.read(into, at, length);
        const count = typeof read === "number" ? read : await this.#stop.until(read, 0);
        this.#tee(into, at, count);
        return count;
      },
    };
  }

  /** Hands over what was read, and waits until there is room for all of it, or until this is to stop. */
  async #settle(): Promise<void> {
    while (!this.#shipment.fill() && !this.#isOver) await pause(FULL_EVERY);
  }

  /** Ships files and what is added to them, until a signal comes. */
  async #follow(): Promise<void> {
    const followed = this.#options.files.map((path) => {
      const lines = this.#lines();
      const file = openFollowed(path, () => 0, this.#surroundings.complain);
      return { file, lines, blocks: new Blocks(lines, LONGEST_SHIPPED) };
    });
    while (!this.#isOver) {
      let isIdle = true;
      for (const { file, lines, blocks } of followed) {
        const { read } = blocks.once({
          read: (into, at, length) => {
            const count = file.read(into, at, length);
            this.#tee(into, at, count);
            return count;
          },
        });
        if (read > 0) isIdle = false;
        if (file.hasChanged) {
          blocks.end();
          lines.endFile();
        }
        await this.#settle();
      }
      await pause(isIdle ? LOOK_EVERY : 0);
    }
    for (const { file, lines, blocks } of followed) {
      blocks.end();
      lines.endFile();
      file.close();
    }
  }

  /** Copies what was read. A reader that goes away ends the copy only. */
  #tee(bytes: Buffer, from: number, length: number): void {
    const copy = this.#copy;
    if (copy === undefined || length === 0) return;
    try {
      copy.room(length);
      copy.copy(bytes, from, from + length);
      copy.flush();
    } catch (error) {
      if (!(error instanceof ReaderGone)) throw error;
      this.#copy = undefined;
    }
  }

  #fail(file: string, error: unknown): void {
    if (codeOf(error) === "UNKNOWN") throw error;
    this.#hasFailed = true;
    this.#surroundings.complain(`${file}: ${messageOf(error)}`);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
