import type { Backend, BackendContext, Trouble } from "../backend/backend.ts";
import { CHUNK_SIZE, MAX_RECORDS } from "../batch/chunk.ts";
import type { RecordLevel } from "../level.ts";
import { uptime } from "../time/system-time.ts";
import { clearTimeout, setImmediate, setTimeout } from "../time/timers.ts";
import { Ledger, type Line } from "./ledger.ts";
import { difference, expectThat, quoted, textOf, Violation } from "./rule.ts";

/** A backend that is to be checked, with what is needed to see whether it does its work. */
export interface CheckedBackend {
  /** A new one, which was not taken into use. */
  readonly backend: Backend;
  /** All that has arrived where it delivers, in order: the records, each with its newline. */
  received(): string | Promise<string>;
  /**
   * Whether that arrives after the operating system has it, as what is sent by a socket. It is waited for then.
   * Default `false`: what `flush()` has waited for has arrived.
   */
  readonly arrivesLater?: boolean;
  /** Called at the end, with the backend closed: frees what was made for it. */
  dispose?(): void | Promise<void>;
}

/** Makes a new backend for each rule. */
export type MakeBackend = () => CheckedBackend | Promise<CheckedBackend>;

/** What a backend may hold, in bytes. */
export const BUFFER = 1_048_576;

/** How long a backend that cannot deliver may take to close, in milliseconds. */
const EXIT_TIMEOUT = 200;

/** A pause between two looks at what has arrived, in milliseconds. */
const LOOK = 5;

const MAX_LINE = 4_096;

/** Calls what is given, and returns what that does. */
export type Around = <T>(call: () => T) => T;

/** A backend in use, and the account of what it was given. */
export class BackendSession {
  readonly ledger: Ledger = new Ledger();
  readonly troubles: Trouble[] = [];
  readonly backend: Backend;

  readonly #subject: CheckedBackend;
  readonly #patience: number;
  readonly #around: Around;
  #lines = 0;

  constructor(subject: CheckedBackend, patience: number, around: Around = (call) => call()) {
    this.#subject = subject;
    this.backend = subject.backend;
    this.#patience = patience;
    this.#around = around;
  }

  /** Takes the backend into use, as `configure` does. A receiver in this thread could not go on while a call blocks. */
  start(): void {
    const { overflow, overflows = [], buffer = BUFFER } = this.backend;
    const dropping = overflows.find((policy) => policy !== "block");
    const context: BackendContext = {
      overflow: overflow ?? dropping ?? overflows[0] ?? "drop-newest",
      buffer,
      format: "text",
      tag: "main",
      exitTimeout: EXIT_TIMEOUT,
      report: (trouble) => this.troubles.push(trouble),
    };
    this.call("start", () => this.backend.start?.(context));
  }

  /** Calls a method of the backend, which may not throw. */
  call<T>(name: string, method: () => T): T {
    try {
      return this.#around(method);
    } catch (error) {
      throw new Violation(`${name}() threw ${quoted(textOf(error))}`);
    }
  }

  /** Submits a chunk of so many records, of `info` and of about so many bytes each unless told otherwise. */
  submit(records: number, bytes = 60, level: RecordLevel = "info"): void {
    const chunk = this.ledger.chunk(this.#make(records, bytes, level));
    this.call("submit", () => this.backend.submit(chunk));
  }

  /** Submits chunks as a program makes them: of one record and of many, short and long, mild and severe. */
  submitAll(): void {
    this.submit(1);
    this.submit(3, 60, "warn");
    this.submit(MAX_RECORDS / 8, 40);
    this.submit(Math.floor(CHUNK_SIZE / MAX_LINE), MAX_LINE);
    this.submit(1, 12, "fatal");
  }

  flushSync(wait?: number): void {
    this.call("flushSync", () => this.backend.flushSync(wait));
  }

  /** Resolves when a flush does, within the patience. */
  async flush(timeout?: number): Promise<void> {
    await this.settled(
      "flush",
      this.call("flush", () => this.backend.flush(timeout)),
    );
  }

  async close(): Promise<void> {
    await this.settled(
      "close",
      this.call("close", () => this.backend.close()),
    );
  }

  /** Settles as a promise does; rejects where that takes longer than the patience. */
  async settled(name: string, promise: Promise<void>): Promise<void> {
    expectThat(typeof promise?.then === "function", `${name}() returned no promise`);
    await new Promise<void>((resolve, reject) => {
      const seen = `${name}() was not settled within ${this.#patience} ms`;
      const timer = setTimeout(() => reject(new Violation(seen)), this.#patience);
      promise.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  /** Rejects unless exactly what was submitted and not dropped has arrived, or does so within the patience. */
  async hasArrived(): Promise<void> {
    const { expected } = this.ledger;
    const deadline = uptime() + (this.#subject.arrivesLater === true ? this.#patience : 0);
    let received = await this.#subject.received();
    while (received.length < expected.length && uptime() < deadline) {
      await new Promise<void>((resolve) => setTimeout(resolve, LOOK));
      received = await this.#subject.received();
    }
    expectThat(received === expected, difference(expected, received));
  }

  received(): string | Promise<string> {
    return this.#subject.received();
  }

  /** Rejects unless each chunk was given back. */
  hasGivenBack(): void {
    const { chunksOut } = this.ledger;
    expectThat(chunksOut === 0, `${chunksOut} chunks were neither released nor discarded`);
  }

  /** Frees everything, whatever has happened. */
  async end(): Promise<void> {
    try {
      await this.settled("close", this.backend.close());
    } catch {
      // It is about something else, or was said.
    }
    await this.#subject.dispose?.();
  }

  /** Waits until the event loop has come round some times. */
  async turns(): Promise<void> {
    for (let i = 0; i < 3; i++) await new Promise<void>((resolve) => setImmediate(resolve));
  }

  #make(records: number, bytes: number, level: RecordLevel): Line[] {
    const length = Math.min(bytes, this.backend.maxRecord ?? bytes);
    return Array.from({ length: records }, () => {
      const start = `${++this.#lines} ${level} `;
      return { level, text: `${start.padEnd(length - 1, "abcdefgh ")}\n` };
    });
  }
}
