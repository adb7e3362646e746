import type { Callee } from "../call/call-site.ts";
import type { Site } from "../call/is-site.ts";
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
  private readonly from: Callee | Site;
  private readonly fields: RecordFields;
  private readonly startTime: number;
  private isDone = false;

  /** `below` is the running function that the program called. */
  constructor(probe: Probe, below: Callee, fields: RecordFields) {
    this.probe = probe;
    this.from = probe.point.siteOf(below) ?? below;
    this.fields = fields;
    this.startTime = steadyTime();
  }

  done(result: unknown, more?: RecordFields): void {
    this.end(more, undefined, { result });
  }

  failed(error: unknown, more?: RecordFields): void {
    this.end(more, { error });
  }

  /** Ends with what the program passed to `end`: fields, an error, or nothing. */
  endWith(given: unknown): void {
    if (isError(given)) this.end(undefined, { error: given, err: given });
    else if (given === undefined || isFields(given)) this.end(given);
    else this.end({ result: given });
  }

  private end(
    more: RecordFields | undefined,
    failed?: { readonly error: unknown; readonly err?: Error },
    returned?: { readonly result: unknown },
  ): void {
    if (this.isDone) return;
    this.isDone = true;
    const { probe, startTime } = this;
    const { level, point, settings } = probe;
    try {
      const ms = Math.round((steadyTime() - startTime) * 1000) / 1000;
      point.ownWork.do(() => {
        const failure =
          failed === undefined
            ? undefined
            : { error: failed.error, err: failed.err ?? outcomeOf(failed.error) };
        const result = returned === undefined ? undefined : probe.resultOf(returned.result);
        const fields =
          more === undefined && result === undefined
            ? this.fields
            : { ...this.fields, ...more, ...result };
        const { message } = settings;
        point.hit({ level, from: this.from, message, fields, timing: { ms, startTime, failure } });
      });
    } catch {
      point.lost.records++;
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
    if (!isError(error)) return { type: error === null ? "null" : typeof error, message };
    const type = errorType(error);
    const code = codeOf(error);
    return code === "UNKNOWN" ? { type, message } : { type, message, code };
  } catch {
    // A getter of the error threw.
    return { type: "Error", message };
  }
}
