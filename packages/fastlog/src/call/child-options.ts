import { invalidOption } from "../diagnostics/invalid-option.ts";
import { complainOnce } from "../diagnostics/self-log.ts";
import { show } from "../diagnostics/show.ts";
import { suggestLevel } from "../diagnostics/suggest.ts";
import type { Serializer, Serializers } from "../fields/serializer.ts";
import { expectedLevelFilter, type LevelName, OFF, recordLevel } from "../level.ts";
import { memberOf } from "../own-members.ts";
import { bothOf } from "../redact/combined.ts";
import { checkChildRedact, compileRedaction, type Redact } from "../redact/redact.ts";
import type { Gate } from "./gate.ts";
import type { Special } from "./special.ts";

/** Options of a child logger. Other options are ignored. */
export interface ChildOptions {
  // Not `| undefined`: with exactOptionalPropertyTypes no logger would fit Fastify's type then.
  /** Serializers of the child and its children. They take precedence over the configuration's. */
  readonly serializers?: Serializers;
  /**
   * The most verbose level that the child and its children log; `silent` and `off` log nothing. It replaces the filter
   * of the program. A filter of `LOG` or `setFilter` has the last word: a level cannot open what it closes. An unknown
   * level changes nothing, and is reported once on stderr.
   */
  // Any text, as in pino: otherwise no logger would fit Fastify's type.
  readonly level?: LevelName | "silent" | "off" | (string & {});
  /**
   * Redacts more than the configuration: fields of the child, of its records, and of its children. Fields of a
   * context are redacted by the configuration only.
   */
  readonly redact?: Redact;
  /** Text before each message of the child and its children. It follows the parent's prefix. */
  readonly msgPrefix?: string;
}

/** Options of pino's children that change the output, that fastlog does not have, and what it has instead. */
const UNSUPPORTED = [
  ["formatters", "configure({ format: { json: … } }) sets the shape of JSON"],
  ["customLevels", "createLevels defines levels of the process"],
] as const;

/**
 * The gate of a logger with that level. A framework may call it in the middle of a request with a level from elsewhere, so it
 * never throws: an unknown level leaves the gate unchanged.
 */
export function levelGate(gate: Gate, level: unknown): Gate {
  if (level === undefined || level === null || level === "") return gate;
  if (level === "silent" || level === "off") return gate.withLevel(OFF);
  const number = recordLevel(level);
  if (number !== undefined) return gate.withLevel(number);
  const meant = typeof level === "string" ? suggestLevel(level, 2) : undefined;
  const question = meant === undefined ? "" : `; did you mean "${meant}"?`;
  complainOnce(
    "level of a logger",
    `unknown level ${show(level)} is ignored (expected silent, ${expectedLevelFilter()})${question}`,
  );
  return gate;
}

/** The serializers of a child: its own before the inherited ones. */
export function serializersOf(
  own: Serializers | undefined,
  inherited: Serializers | undefined,
  special: Special | undefined,
): Serializers | undefined {
  // With more redaction than the keys know of, fields take the path of those that may be serialized.
  const none = special === undefined ? inherited : (inherited ?? {});
  if (typeof own !== "object" || own === null) return none;
  const all: Record<string, Serializer> = { ...inherited };
  // Includes inherited properties: Fastify passes a plugin's serializers as a prototype.
  for (const name in own) {
    const serializer = memberOf(own, name);
    if (serializer !== undefined && serializer !== null) all[name] = serializer;
  }
  return all;
}

/** Redaction and prefix of a child: its own added to the inherited ones. */
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
  if (hasPaths) checkChildRedact(redact);
  const own = hasPaths ? compileRedaction(redact) : undefined;
  return {
    redaction: before === undefined || own === undefined ? (own ?? before) : bothOf(own, before),
    prefix: `${inherited?.prefix ?? ""}${msgPrefix ?? ""}`,
    limit: inherited?.limit,
  };
}

/** Reports once that options of pino are not supported. */
export function tellUnsupported(options: ChildOptions): void {
  for (const [name, instead] of UNSUPPORTED) {
    const value: unknown = memberOf(options as Readonly<Record<string, unknown>>, name);
    if (value !== undefined && value !== null) {
      complainOnce(
        "child logger",
        `the option ${show(name)} is not there, and is ignored; ${instead}`,
      );
    }
  }
}
