import { isSite, normalise } from "./arguments.ts";
import { type Callee, callerPosition, callerTarget } from "./caller.ts";
import type { Gate, Gates } from "./gate.ts";
import type { Output } from "./output.ts";
import type { Turn } from "./turn.ts";

/** Calls inside calls: deeper than this is a loop. */
const MAX_DEPTH = 8;

/**
 * Takes in the calls that passed their gate: finds the target where it is not known and matters,
 * asks the filter's pattern, and has the record written.
 */
export class Intake {
  /** `undefined` until the first record. */
  output: Output | undefined;
  /** Records that no output was asked to take. */
  dropped = 0;

  /** How many calls are being arranged, one inside the other. */
  #depth = 0;

  readonly #gates: Gates;
  readonly #turn: Turn;
  readonly #open: () => Output | undefined;
  readonly #siteTargets = new WeakMap<object, string>();

  /** `open` makes the output when the first record comes; once closed, there is none. */
  constructor(gates: Gates, turn: Turn, open: () => Output | undefined) {
    this.#gates = gates;
    this.#turn = turn;
    this.#open = open;
  }

  isEnabled(gate: Gate, level: number, below: Callee): boolean {
    if (level < gate.threshold) return false;
    if (gate.target !== undefined) return true;
    // A level that passes for every target is that of the most severe threshold there is.
    if (level >= this.#gates.filter.leastVerbose) return true;
    return level >= this.#gates.threshold(callerTarget(below));
  }

  /** A message without arguments. `below` is the function that was called for it. */
  message(gate: Gate, level: number, below: Callee, text: string): void {
    const output = this.output ?? this.#open();
    if (output === undefined) {
      this.dropped++;
      return;
    }
    if (level >= gate.easyFrom) {
      if (!this.#turn.open) this.#turn.start();
      output.recorder.message(level, gate.target, undefined, text);
    } else {
      const target = gate.target ?? this.#targetOf(text, below);
      this.#carefully(output, level, target, below, text, []);
    }
    if (level >= output.flushFrom) output.flushSync();
  }

  /** Any other call; `count` is how many arguments follow the first, `more` those behind `c`. */
  call(
    gate: Gate,
    level: number,
    below: Callee,
    first: unknown,
    count: number,
    a: unknown,
    b: unknown,
    c: unknown,
    more: readonly unknown[] | undefined,
  ): void {
    const output = this.output ?? this.#open();
    if (output === undefined) {
      this.dropped++;
      return;
    }
    if (level >= gate.easyFrom && (typeof first === "string" || isSite(first))) {
      if (!this.#turn.open) this.#turn.start();
      output.recorder.call(level, gate.target, undefined, first, count, a, b, c, more);
    } else {
      const needsTarget = gate.target === undefined && level < gate.easyFrom;
      const target = needsTarget ? this.#targetOf(first, below) : gate.target;
      const args = [a, b, c].slice(0, count).concat(more ?? []);
      this.#carefully(output, level, target, below, first, args);
    }
    if (level >= output.flushFrom) output.flushSync();
  }

  /** A call that needs more than encoding. User code may run, and log in its turn. */
  #carefully(
    output: Output,
    level: number,
    target: string | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
  ): void {
    if (target !== undefined && level < this.#gates.threshold(target)) return;
    if (this.#depth === MAX_DEPTH) {
      this.dropped++;
      return;
    }
    this.#depth++;
    try {
      this.#arrange(output, level, target, below, first, given);
    } finally {
      this.#depth--;
    }
  }

  #arrange(
    output: Output,
    level: number,
    target: string | undefined,
    below: Callee,
    first: unknown,
    given: readonly unknown[],
  ): void {
    const { recorder } = output;
    const position = recorder.encoder.printsPosition ? callerPosition(below) : undefined;
    const { template, args } =
      typeof first === "string" || isSite(first)
        ? { template: first, args: given }
        : normalise(first, given);
    // Without arguments a message is as it is.
    const isText = typeof template === "string" && args.length === 0;
    const pattern = this.#gates.filter.pattern;
    if (pattern !== undefined) {
      if (!pattern.test(isText ? template : recorder.messageOf(template, args))) return;
    }
    if (!this.#turn.open) this.#turn.start();
    if (isText) {
      recorder.message(level, target, position, template);
    } else {
      const [a, b, c, ...more] = args;
      recorder.call(level, target, position, template, args.length, a, b, c, more);
    }
  }

  /** The calling module's target, kept for each call site that there is a mark of. */
  #targetOf(first: unknown, below: Callee): string {
    if (!isSite(first)) return callerTarget(below);
    let target = this.#siteTargets.get(first);
    if (target === undefined) {
      target = callerTarget(below);
      this.#siteTargets.set(first, target);
    }
    return target;
  }
}
