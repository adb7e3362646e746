import { type Literal, literal } from "../encode/bytes/literal.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import { describe } from "../encode/value/plain.ts";
import { ExpectedKeys } from "../fields/keys.ts";
import { detached } from "../text/detached.ts";
import { Kept, MAX_KEPT_LENGTH } from "../text/string-cache.ts";
import { type MessageTemplate, parseMessage } from "./message-template.ts";

/** A message template, ready for one encoder. */
export interface Prepared extends MessageTemplate {
  readonly pieces: readonly Literal[];
  /** Where nothing is to be put in: all of it, and what stands between it and the fields. */
  readonly closed: Literal | undefined;
  /** How many placeholders take the next argument. */
  readonly positional: number;
  /** All placeholders do, and show their values as text. */
  readonly isSimple: boolean;
  /** Of the fields of its records. */
  readonly expected: ExpectedKeys;
}

const NOTHING = literal("");
/** No record has room for it. */
const ENDLESS = 2 ** 30;

/** How many message templates are remembered. */
const MAX_PARSED = 1024;

/** The message templates of an encoder: each is split at its placeholders, and encoded, once. */
export class Templates {
  private readonly encoder: RecordEncoder;
  private readonly maxRecord: number;
  /** The piece between two placeholders that touch. */
  private nothing: Literal | undefined;
  private readonly kept: Kept<Prepared>;
  private readonly parsed = new Map<string, Prepared>();
  private readonly sites = new WeakMap<readonly string[], Prepared>();

  /** Pieces that are longer than `maxRecord` are not encoded: they do not fit. */
  constructor(encoder: RecordEncoder, maxRecord: number) {
    this.encoder = encoder;
    this.maxRecord = maxRecord;
    this.kept = new Kept((text) => this.parse(text));
  }

  /** Of a template with placeholders, or of a tagged template's strings. */
  of(template: string | readonly string[]): Prepared {
    if (typeof template !== "string") {
      return this.sites.get(template) ?? this.prepareSite(template);
    }
    return this.kept.get(template) ?? this.parse(template);
  }

  private parse(template: string): Prepared {
    const known = this.parsed.get(template);
    if (known !== undefined) return known;
    // Templates are constants. Where there are more than this they are not, and come once.
    if (this.parsed.size >= MAX_PARSED || template.length > MAX_KEPT_LENGTH) {
      return this.prepare(parseMessage(template));
    }
    const own = detached(template);
    const prepared = this.prepare(parseMessage(own));
    this.parsed.set(own, prepared);
    return prepared;
  }

  private prepareSite(strings: readonly string[]): Prepared {
    // An invalid escape makes a string undefined; whatever else there is comes from no template.
    const texts = Array.from(strings, (text: unknown) =>
      text === undefined ? "" : describe(text),
    );
    const literals = texts.length === 0 ? [""] : texts;
    const placeholders = literals
      .slice(1)
      .map(() => ({ name: undefined, isInspected: false, source: "{}" }));
    const prepared = this.prepare({ literals, placeholders });
    if (Object.isFrozen(strings)) this.sites.set(strings, prepared);
    return prepared;
  }

  private piece(text: string): Literal {
    if (text === "") {
      this.nothing ??= this.encoder.prepare("");
      return this.nothing;
    }
    return text.length <= this.maxRecord
      ? this.encoder.prepare(text)
      : { ...NOTHING, text, length: ENDLESS };
  }

  private prepare(template: MessageTemplate): Prepared {
    const { literals, placeholders } = template;
    const [only = ""] = literals;
    const isClosed = placeholders.length === 0 && only.length <= this.maxRecord;
    return {
      ...template,
      closed: isClosed ? this.encoder.prepareClosed?.(only) : undefined,
      pieces: literals.map((text) => this.piece(text)),
      expected: new ExpectedKeys(),
      positional: placeholders.filter(({ name }) => name === undefined).length,
      isSimple: placeholders.every(({ name, isInspected }) => name === undefined && !isInspected),
    };
  }
}
