import type { Callee } from "../call/call-site.ts";
import { codeOf, messageOf } from "../diagnostics/error-message.ts";
import { errorType } from "../encode/object/error-head.ts";
import { isError, isFields } from "../fields/argument-kind.ts";
import { steadyTime } from "../time/steady-time.ts";
import type { Probe, RecordFields } from "./probe.ts";

/** In characters: the longest message of an error that a record takes over. */
const MAX_MESSAGE = 1024;

/** How a function ended, told once. Its functions never throw. */
export interface Settling {
  /** It returned, resolved, or has no further items. `more` are further fields. */
  done(result: unknown, more?: RecordFields): void;
  /** It threw or rejected. */
  failed(error: unknown, more?: RecordFields): void;
}

/** A hit that has begun. Its end makes one record of both. */
export class Start implements Settling {
  private readonly probe: Probe;
  private readonly below: Callee;
  private readonly fields: RecordFields;
  private readonly startTime: number;
  private isDone = false;

  /** `below` is the running function that the program called. */
  constructor(probe: Probe, below: Callee, fields: RecordFields) {
    this.probe = probe;
    this.below = below;
    this.fields = fields;
    this.startTime = steadyTime();
  }

  done(result: unknown, more?: RecordFields): void {
    this.end(this.below, () => ({ ...more, ...this.probe.resultOf(result) }));
  }

  failed(error: unknown, more?: RecordFields): void {
    this.end(this.below, () => ({ ...more }), { error });
  }

  /** Ends with what the program passed to `end`: fields, an error, or nothing. */
  endWith(below: Callee, given: unknown): void {
    if (isError(given)) this.end(below, () => ({}), { error: given }, { err: given });
    else if (given === undefined) this.end(below, () => ({}));
    else this.end(below, () => (isFields(given) ? given : { result: given }));
  }

  private end(
    below: Callee,
    fieldsOf: () => RecordFields,
    failure?: { readonly error: unknown },
    outcome?: RecordFields,
  ): void {
    if (this.isDone) return;
    this.isDone = true;
    const { level, point, settings } = this.probe;
    try {
      const { startTime } = this;
      const ms = Math.round((steadyTime() - startTime) * 1000) / 1000;
      point.hit({
        level,
        below,
        message: settings.message,
        fields: { ...this.fields, ...fieldsOf() },
        more: {
          ms,
          ...(failure === undefined ? undefined : (outcome ?? outcomeOf(failure.error))),
        },
        event: { ms, startTime, ...failure },
      });
    } catch {
      point.lose();
    }
  }
}

/**
 * The outcome of a function that failed: type, message and code. Whoever catches the error logs its stack, which would
 * be the largest part of the record, and whose text V8 makes when it is first read.
 */
function outcomeOf(error: unknown): RecordFields {
  const message = messageOf(error).slice(0, MAX_MESSAGE);
  try {
    if (!isError(error)) return { err: { type: error === null ? "null" : typeof error, message } };
    const type = errorType(error);
    const code = codeOf(error);
    return { err: code === "UNKNOWN" ? { type, message } : { type, message, code } };
  } catch {
    // A getter of the error threw.
    return { err: { type: "Error", message } };
  }
}
