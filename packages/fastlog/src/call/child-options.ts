import { invalidOption } from "../diagnostics/invalid-option.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { show } from "../diagnostics/show.ts";
import { suggestLevel } from "../diagnostics/suggest.ts";
import type { Serializer, Serializers } from "../fields/serializer.ts";
import { EXPECTED_LEVEL_FILTER, type LevelName, OFF, recordLevel } from "../level.ts";
import { memberOf } from "../own-members.ts";
import { bothOf } from "../redact/combined.ts";
import { compileRedaction, type Redact } from "../redact/redact.ts";
import type { Special } from "./dispatcher.ts";
import type { Gate } from "./gate.ts";

/** What a child logger may have of its own, beside fields. Other options are ignored. */
export interface ChildOptions {
  // Not `| undefined`: under exactOptionalPropertyTypes no logger would do for Fastify then.
  /** Serializers that go before those of the configuration, for the child and its children. */
  readonly serializers?: Serializers;
  /**
   * The most verbose level that passes of what the filter lets pass; `silent` and `off` let nothing
   * pass. The child's own children have it too. The filter has the last word: a level cannot open what
   * it closes. What is no level changes nothing, and is named once on stderr.
   */
  // Any text, as pino has it: no logger would do for Fastify else.
  readonly level?: LevelName | "silent" | "off" | (string & {});
  /**
   * What is never written, beside what the configuration names: for the child's fields, those of its
   * records, and its children. The fields of a context are the configuration's to redact.
   */
  readonly redact?: Redact;
  /** Stands in front of the messages of the child and its children, behind what its parent has there. */
  readonly msgPrefix?: string;
}

/** Options of pino's children that change what is written, and are not there. */
const UNSUPPORTED = ["formatters", "customLevels"] as const;

/**
 * A gate that is narrower by a level. A framework may call it in the middle of a request, with what a
 * program wrote elsewhere: so it never throws, and what is no level leaves the gate as it is.
 */
export function levelGate(gate: Gate, level: unknown): Gate {
  if (level === undefined || level === null || level === "") return gate;
  if (level === "silent" || level === "off") return gate.narrowed(OFF);
  const number = recordLevel(level);
  if (number !== undefined) return gate.narrowed(number);
  const meant = typeof level === "string" ? suggestLevel(level, 2) : undefined;
  const question = meant === undefined ? "" : `; did you mean "${meant}"?`;
  complainOnce(
    "level of a logger",
    `unknown level ${show(level)} is ignored (expected silent, ${EXPECTED_LEVEL_FILTER})${question}`,
  );
  return gate;
}

/** The serializers of a child: its own before those that it inherits. */
export function serializersOf(
  own: Serializers | undefined,
  inherited: Serializers | undefined,
  special: Special | undefined,
): Serializers | undefined {
  // Fields go the way of those that may be serialized, where more is asked about them than their keys know.
  const none = special === undefined ? inherited : (inherited ?? {});
  if (typeof own !== "object" || own === null) return none;
  const all: Record<string, Serializer> = { ...inherited };
  // With those of its prototypes: Fastify hands a plugin's over that way.
  for (const name in own) {
    const serializer = memberOf(own, name);
    if (serializer !== undefined && serializer !== null) all[name] = serializer;
  }
  return all;
}

/** What a child has beside its level and serializers: its own on top of what it inherits. */
export function specialOf(
  options: ChildOptions,
  inherited: Special | undefined,
): Special | undefined {
  const [redact, msgPrefix] = [memberOf(options, "redact"), memberOf(options, "msgPrefix")];
  const hasPaths = redact !== undefined && redact !== null;
  const hasPrefix = msgPrefix !== undefined && msgPrefix !== null && msgPrefix !== "";
  if (!hasPaths && !hasPrefix) return inherited;
  if (hasPrefix && typeof msgPrefix !== "string") {
    throw invalidOption("msgPrefix", msgPrefix, "expected a string");
  }
  const before = inherited?.redaction;
  const own = hasPaths ? compileRedaction(redact) : undefined;
  return {
    redaction: before === undefined || own === undefined ? (own ?? before) : bothOf(own, before),
    prefix: `${inherited?.prefix ?? ""}${msgPrefix ?? ""}`,
  };
}

/** Says once what pino would have done with options, and fastlog does not. */
export function tellUnsupported(options: ChildOptions): void {
  for (const name of UNSUPPORTED) {
    const value: unknown = memberOf(options as Readonly<Record<string, unknown>>, name);
    if (value !== undefined && value !== null) {
      complainOnce("child logger", `the option ${show(name)} is not there, and is ignored`);
    }
  }
}
