import type { Censor, Members, Verdict } from "../../redact/members.ts";
import { REMOVED } from "../../redact/removed.ts";
import { functionMark, THROWS, throwsMark } from "./markers.ts";

const LEFT_OUT: Verdict = {
  censor: { needsValue: false, replace: () => REMOVED },
  inside: undefined,
};

/** Path of a reader without redaction; nothing is added to it. */
const NOWHERE: string[] = [];

/** Reads members of values and applies redaction. Contains errors thrown by the program's code. */
export class Reader {
  /** Names that lead to the current value. Only maintained with redaction. */
  readonly path: string[];
  /** A redaction threw. Nothing of the value may be written. */
  hasFailed = false;

  private readonly redacts: boolean;

  constructor(redaction: Members | undefined, path: readonly string[]) {
    this.redacts = redaction !== undefined;
    this.path = this.redacts ? [...path] : NOWHERE;
  }

  /** The verdict on a member, by its name or its alias. */
  verdict(redaction: Members, name: string, alias: string): Verdict | undefined {
    try {
      const verdict = redaction.member(name);
      if (alias === name || verdict?.censor !== undefined) return verdict;
      return redaction.member(alias) ?? verdict;
    } catch {
      this.hasFailed = true;
      return LEFT_OUT;
    }
  }

  /** A member's value, or what is written in its place; it may be `REMOVED`. */
  read(
    holder: object,
    property: string | number,
    name: string,
    verdict: Verdict | undefined,
  ): unknown {
    const censor = verdict?.censor;
    if (censor !== undefined) return this.censored(holder, property, name, censor);
    try {
      return (holder as Readonly<Record<string | number, unknown>>)[property];
    } catch (error) {
      return this.throwsMark(error);
    }
  }

  /** Represents a function by its name. */
  named(value: CallableFunction): string {
    try {
      return functionMark(value);
    } catch (error) {
      return this.throwsMark(error);
    }
  }

  throwsMark(error: unknown): string {
    // The reason may quote something censored.
    return this.redacts ? THROWS : throwsMark(error);
  }

  private censored(
    holder: object,
    property: string | number,
    name: string,
    censor: Censor,
  ): unknown {
    try {
      const value = censor.needsValue ? this.read(holder, property, name, undefined) : undefined;
      return censor.replace(value, [...this.path, name]);
    } catch {
      this.hasFailed = true;
      return REMOVED;
    }
  }
}
