import { isCard } from "../../redact/card-number.ts";
import type { TextMask } from "../../redact/text-mask.ts";
import { FRAMES, MAX_FRAMES } from "../../text/escape.ts";
import { StringCache } from "../../text/string-cache.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import type { ErrorHead } from "../object/error-head.ts";
import type { Limits } from "../object/limits.ts";
import { PlainError } from "./plain-error.ts";
import { PlainJson } from "./plain-json.ts";

/** Writers of values straight into the record. */
export interface PlainWriters {
  readonly json: PlainJson;
  readonly error: PlainError;
}

/** Writers that refuse values with secrets, which `JsonText` masks then. */
export function maskedWriters(limits: Limits, mask: TextMask): PlainWriters {
  return { json: new CleanJson(limits, mask), error: new CleanError(limits, mask) };
}

/** Writes objects and arrays without secrets. Returns `false` for others. */
class CleanJson extends PlainJson {
  private readonly mask: TextMask;
  /** Whether recurring keys have no secrets. */
  private readonly clean: StringCache<boolean>;

  constructor(limits: Limits, mask: TextMask) {
    super(limits);
    this.mask = mask;
    this.clean = new StringCache((name) => !mask.finds(name));
  }

  protected override key(out: RecordWriter, name: string): boolean {
    return (this.clean.get(name) ?? !this.mask.finds(name)) && super.key(out, name);
  }

  protected override value(out: RecordWriter, value: unknown, depth: number): boolean {
    const { mask } = this;
    if (typeof value === "string" ? mask.finds(value) : isCard(value, mask)) return false;
    return super.value(out, value, depth);
  }
}

/** Writes errors without secrets. Returns `false` for others. */
class CleanError extends PlainError {
  private readonly mask: TextMask;
  /** Whether recurring frames have no secrets. */
  private readonly clean: StringCache<boolean>;

  constructor(limits: Limits, mask: TextMask) {
    super(limits);
    this.mask = mask;
    this.clean = new StringCache((frames) => !mask.finds(frames), MAX_FRAMES);
  }

  protected override headOf(error: object): ErrorHead | undefined {
    const head = super.headOf(error);
    return head === undefined || this.hasSecret(head) ? undefined : head;
  }

  private hasSecret({ type, message, stack, code }: ErrorHead): boolean {
    const { mask } = this;
    if (mask.finds(type) || mask.finds(message) || !this.isClean(stack)) return true;
    return typeof code === "string" ? mask.finds(code) : isCard(code, mask);
  }

  private isClean(stack: string): boolean {
    const { mask } = this;
    const at = stack.indexOf(FRAMES);
    // A pattern of the program may match across the beginning of the frames.
    if (mask.hasCustom || at < 0) return !mask.finds(stack);
    const frames = stack.slice(at);
    return !mask.finds(stack.slice(0, at)) && (this.clean.get(frames) ?? !mask.finds(frames));
  }
}
