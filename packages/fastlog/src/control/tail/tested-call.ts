import type { RecordEncoder } from "../../encode/format/encoder.ts";
import type { Contexts } from "../../fields/async-context.ts";
import type { Bindings } from "../../fields/bindings.ts";
import type { Sanitizer } from "../../fields/sanitizer.ts";
import type { Settings } from "../../sink/settings.ts";
import { type TestedRecord, UNKNOWN } from "./tested-record.ts";

/**
 * A field of such a name keeps it in each format that {@link TestedCall} is used for, and no other field gets it, because
 * replaced names have an underscore. The name `err` is left out: the field may come from an error argument.
 */
const PLAIN_NAME = /^(?!err$)[A-Za-z][A-Za-z0-9]*$/;

/** Returns the paths whose values may be read from a call. Not for log calls: it compiles an expression. */
export function plainNames(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => PLAIN_NAME.test(path));
}

/** In characters. A longer text may be cut. */
const LONGEST = 1024;

const isOwn = Object.prototype.propertyIsEnumerable;

/**
 * Shows a call that is not encoded yet as the record that it would be. It knows the value of a field that is a text, a
 * number or a boolean in the call or its bindings, if nothing replaces it, and it knows that a field is missing.
 */
export class TestedCall implements TestedRecord {
  level = 0;
  target = "";
  readonly time: typeof UNKNOWN = UNKNOWN;
  message: string | typeof UNKNOWN = UNKNOWN;

  private readonly contexts: Contexts;
  /** Fields of every record. */
  private readonly base: Bindings | undefined;
  private readonly sanitizer: Sanitizer;
  /** Names of fields that are written as they are, if nothing redacts them. */
  private readonly plain: ReadonlySet<string>;
  private readonly knowsTexts: boolean;
  private bindings: Bindings | undefined = undefined;
  /** Fields of the call; `undefined` for none. */
  private fields: Readonly<Record<string, unknown>> | undefined = undefined;

  /** `names` are those of {@link plainNames}, and `encoder` is that of the record. */
  constructor(
    names: readonly string[],
    contexts: Contexts,
    { base, sanitizer }: Pick<Settings, "base" | "sanitizer">,
    encoder: Pick<RecordEncoder, "keyName">,
  ) {
    this.contexts = contexts;
    this.base = base;
    this.sanitizer = sanitizer;
    this.knowsTexts = sanitizer.limits.mask === undefined;
    const isAsItIs = (name: string) =>
      encoder.keyName(name) === name && sanitizer.serializer(name) === undefined;
    this.plain = new Set(names.filter(isAsItIs));
  }

  /** Shows another call from now on. */
  be(
    level: number,
    target: string | undefined,
    bindings: Bindings | undefined,
    message: string | typeof UNKNOWN,
    fields: Readonly<Record<string, unknown>> | undefined,
  ): void {
    this.level = level;
    this.target = target ?? "";
    this.bindings = bindings;
    this.message = message;
    this.fields = fields;
  }

  field(name: string): unknown {
    if (!this.isPlain(name)) return UNKNOWN;
    const { fields, bindings, base } = this;
    try {
      if (fields !== undefined && isOwn.call(fields, name)) {
        const value = fields[name];
        if (value !== undefined) return this.known(value);
      }
    } catch {
      return UNKNOWN; // the program's own getter, or a proxy
    }
    return (
      this.boundIn(bindings, name) ??
      this.boundIn(this.contexts.storage?.getStore()?.bindings, name) ??
      this.boundIn(base, name)
    );
  }

  /** Whether values of that name are written unchanged. */
  private isPlain(name: string): boolean {
    const hasOwnSerializers = this.bindings?.serializers !== undefined;
    return this.plain.has(name) && !hasOwnSerializers && !this.sanitizer.isCensored(name);
  }

  private boundIn(bindings: Bindings | undefined, name: string): unknown {
    if (bindings === undefined || !isOwn.call(bindings.fields, name)) return undefined;
    const value = bindings.fields[name];
    return value === undefined ? undefined : this.known(value);
  }

  private known(value: unknown): unknown {
    switch (typeof value) {
      case "string":
        return this.knowsTexts && value.length <= LONGEST ? value : UNKNOWN;
      case "number":
      case "boolean":
        return value;
      default:
        return UNKNOWN;
    }
  }
}
