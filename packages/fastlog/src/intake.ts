import { normalise } from "./arguments.ts";
import { type Callee, callerPosition, callerTarget } from "./caller.ts";
import type { Position } from "./encode/encoder.ts";
import type { Gate, Gates } from "./gate.ts";
import type { Output } from "./output.ts";
import type { Recorder } from "./record.ts";
import type { Turn } from "./turn.ts";

/**
 * Takes in the calls that passed their gate: finds the target where it is not known and matters,
 * asks the filter's pattern, and has the record written.
 */
export class Intake {
  /** `undefined` until the first record. */
  output: Output | undefined;
  /** Records that no output was asked to take. */
  dropped = 0;

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
    if (gate.target !== undefined || level >= this.#gates.certain) return true;
    return level >= this.#gates.threshold(callerTarget(below));
  }

  /** A message without arguments. `below` is the function that was called for it. */
  message(gate: Gate, level: number, below: Callee, text: string): void {
    const output = this.output ?? this.#open();
    if (output === undefined) {
      this.dropped++;
      return;
    }
    const recorder = output.recorder;
    let target = gate.target;
    if (target === undefined && this.#needsTarget(level, recorder)) {
      target = callerTarget(below);
      if (level < this.#gates.threshold(target)) return;
    }
    const pattern = this.#gates.filter.pattern;
    if (pattern !== undefined && !pattern.test(text)) return;
    if (!this.#turn.open) this.#turn.start();
    recorder.message(level, target, positionOf(recorder, below), text);
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
    const recorder = output.recorder;
    let target = gate.target;
    if (target === undefined && this.#needsTarget(level, recorder)) {
      target = this.#callTarget(first, below);
      if (level < this.#gates.threshold(target)) return;
    }
    const position = positionOf(recorder, below);
    if (this.#gates.filter.pattern === undefined && (typeof first === "string" || isSite(first))) {
      if (!this.#turn.open) this.#turn.start();
      recorder.call(level, target, position, first, count, a, b, c, more);
    } else {
      const args = [a, b, c].slice(0, count).concat(more ?? []);
      this.#uncommon(recorder, level, target, position, first, args);
    }
    if (level >= output.flushFrom) output.flushSync();
  }

  #uncommon(
    recorder: Recorder,
    level: number,
    target: string | undefined,
    position: Position | undefined,
    first: unknown,
    given: readonly unknown[],
  ): void {
    const isTemplate = typeof first === "string" || isSite(first);
    const { template, args } = isTemplate
      ? { template: first, args: given }
      : normalise(first, given);
    const pattern = this.#gates.filter.pattern;
    if (pattern !== undefined && !pattern.test(recorder.messageOf(template, args))) return;
    if (!this.#turn.open) this.#turn.start();
    const [a, b, c, ...more] = args;
    recorder.call(level, target, position, template, args.length, a, b, c, more);
  }

  #needsTarget(level: number, recorder: Recorder): boolean {
    return level < this.#gates.certain || recorder.encoder.printsTarget;
  }

  /** The calling module's target, kept for each call site that there is a mark of. */
  #callTarget(first: unknown, below: Callee): string {
    if (!isSite(first)) return callerTarget(below);
    let target = this.#siteTargets.get(first);
    if (target === undefined) {
      target = callerTarget(below);
      this.#siteTargets.set(first, target);
    }
    return target;
  }
}

function positionOf(recorder: Recorder, below: Callee): Position | undefined {
  return recorder.encoder.printsPosition ? callerPosition(below) : undefined;
}

/** A tagged template's strings: the same array at every call from one site. */
function isSite(value: unknown): value is readonly string[] {
  return Array.isArray(value) && "raw" in value;
}
