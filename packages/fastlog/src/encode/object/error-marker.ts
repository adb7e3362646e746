import type { Members, Verdict } from "../../redact/members.ts";
import { REMOVED } from "../../redact/removed.ts";
import { errorType } from "./error-head.ts";
import { bare, kindOf } from "./kind.ts";
import { classMark } from "./markers.ts";
import type { Reader } from "./member-reader.ts";

/** Most causes that are named of an error beyond the depth limit, the root cause among them. */
const MAX_NAMED = 8;
/** Most causes that are visited. A chain may be endless. */
const MAX_CAUSES = 64;

/** An error, and the redaction of its members. */
interface Step {
  readonly error: object;
  readonly redaction: Members | undefined;
}

/**
 * Represents an error beyond the depth limit: `Error: why`, followed by its causes, of which the root cause says
 * most. Their messages are redacted as elsewhere. May throw.
 */
export function errorMark(error: object, reader: Reader, redaction: Members | undefined): string {
  const way = reader.path.length;
  const seen = new Set<object>();
  const named: string[] = [];
  let last = "";
  let left = 0;
  let step: Step | undefined = { error, redaction };
  while (step !== undefined && !seen.has(step.error) && seen.size < MAX_CAUSES) {
    seen.add(step.error);
    if (named.length >= MAX_NAMED - 1) left++;
    else if (last !== "") named.push(last);
    last = nameOf(step, reader);
    step = causeOf(step, reader);
  }
  reader.path.length = way;
  if (left > 0) named.push(`… ${left} more`);
  return [...named, last].join("; cause: ");
}

function nameOf({ error, redaction }: Step, reader: Reader): string {
  const type = word(read([errorType(error)], 0, "type", reader, redaction));
  const message = word(read(error, "message", "message", reader, redaction));
  return message === "" ? type : `${type}: ${message}`;
}

/** The cause, or the first of several, with its redaction. */
function causeOf(step: Step, reader: Reader): Step | undefined {
  try {
    const cause = member(step, "cause", "cause", reader);
    if (cause !== undefined) return cause;
    const errors = read(step.error, "errors", "errors", reader, step.redaction);
    if (!Array.isArray(errors)) return undefined;
    const inside = verdictOf("errors", reader, step.redaction)?.inside;
    if (step.redaction !== undefined) reader.path.push("errors");
    return member({ error: errors, redaction: inside }, 0, "0", reader);
  } catch {
    // A proxy threw.
    return undefined;
  }
}

function member(
  { error, redaction }: Step,
  property: string | number,
  name: string,
  reader: Reader,
): Step | undefined {
  const value = read(error, property, name, reader, redaction);
  if (typeof value !== "object" || value === null || kindOf(value) !== "error") return undefined;
  if (redaction !== undefined) reader.path.push(name);
  return { error: value, redaction: verdictOf(name, reader, redaction)?.inside };
}

function verdictOf(
  name: string,
  reader: Reader,
  redaction: Members | undefined,
): Verdict | undefined {
  return redaction === undefined ? undefined : reader.verdict(redaction, name, name);
}

function read(
  holder: object,
  property: string | number,
  name: string,
  reader: Reader,
  redaction: Members | undefined,
): unknown {
  return reader.read(holder, property, name, verdictOf(name, reader, redaction));
}

function word(value: unknown): string {
  if (value === REMOVED || value === undefined) return "";
  return typeof value === "object" && value !== null ? classMark(value) : String(bare(value));
}
