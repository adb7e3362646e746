import type { Censor, Members, Verdict } from "../../redact/redact.ts";
import { REMOVED } from "../../redact/removed.ts";
import { functionMark, THROWS, throwsMark } from "./markers.ts";

const LEFT_OUT: Verdict = {
  censor: { needsValue: false, replace: () => REMOVED },
  inside: undefined,
};

/** Nothing is added to it where nothing is redacted. */
const NOWHERE: string[] = [];

/** Reads the members of values, as redaction has it. What throws is contained. */
export class Reader {
  /** The names that lead to where the walk is; followed only where something is redacted. */
  readonly path: string[];
  /** Redaction threw: nothing of the value must come out. */
  hasFailed = false;

  private readonly redacts: boolean;

  constructor(redaction: Members | undefined, path: readonly string[]) {
    this.redacts = redaction !== undefined;
    this.path = this.redacts ? [...path] : NOWHERE;
  }

  /** What is to happen to a member, which may go by another name too. */
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

  /** A member's value or what stands in its place, which may be `REMOVED`. */
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

  /** A function by its name. */
  named(value: CallableFunction): string {
    try {
      return functionMark(value);
    } catch (error) {
      return this.throwsMark(error);
    }
  }

  throwsMark(error: unknown): string {
    // A reason may quote what is censored.
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
