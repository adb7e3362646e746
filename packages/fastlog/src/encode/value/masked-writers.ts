import { isCard } from "../../redact/card-number.ts";
import type { TextMask } from "../../redact/text-mask.ts";
import { FRAMES, MAX_FRAMES } from "../../text/escape.ts";
import { StringCache } from "../../text/string-cache.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import type { ErrorHead } from "../object/error-head.ts";
import type { Limits } from "../object/limits.ts";
import { PlainError } from "./plain-error.ts";
import { PlainJson } from "./plain-json.ts";

/** Length of the colon and the blank between the type and the message in a stack. */
const SEPARATOR = 2;

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

  constructor(limits: Limits, mask: TextMask) {
    super(limits);
    this.mask = mask;
  }

  protected override isAllowed(name: string): boolean {
    return super.isAllowed(name) && !this.mask.finds(name);
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
  /** Whether recurring texts have secrets. */
  private readonly secret: StringCache<boolean>;

  constructor(limits: Limits, mask: TextMask) {
    super(limits);
    this.mask = mask;
    this.secret = new StringCache((text) => mask.finds(text), MAX_FRAMES);
  }

  protected override headOf(error: object): ErrorHead | undefined {
    const head = super.headOf(error);
    return head === undefined || this.hasSecret(head) ? undefined : head;
  }

  private hasSecret({ type, message, stack, code }: ErrorHead): boolean {
    const { mask } = this;
    if (this.finds(type) || this.finds(message)) return true;
    if (typeof code === "string" ? this.finds(code) : isCard(code, mask)) return true;
    const at = stack.indexOf(FRAMES);
    // A pattern of the program may match across any parts of a stack.
    if (mask.hasCustom || at < 0) return mask.finds(stack);
    const behind = type.length + SEPARATOR + message.length;
    const isUsual = behind <= at && stack.startsWith(message, type.length + SEPARATOR);
    if ((!isUsual || !stack.startsWith(type)) && mask.finds(stack.slice(0, at))) return true;
    if (isUsual && behind < at && mask.finds(stack.slice(behind, at))) return true;
    return this.finds(stack.slice(at));
  }

  /** Whether a text has a secret. Remembers recurring texts. */
  private finds(text: string): boolean {
    return this.secret.get(text) ?? this.mask.finds(text);
  }
}
