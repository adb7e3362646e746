import { type Literal, literal } from "../encode/bytes/literal.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import { describe } from "../encode/value/plain.ts";
import { ExpectedKeys } from "../fields/keys.ts";
import { detached } from "../text/detached.ts";
import { Kept, MAX_KEPT_LENGTH } from "../text/string-cache.ts";
import { type MessageTemplate, parseMessage, positional } from "./message-template.ts";

/** A message template as the records of one encoder need it. */
export interface Template extends MessageTemplate {
  /** The literals, encoded; `undefined` where the template has been used so seldom that they are written as text. */
  readonly pieces: readonly Literal[] | undefined;
  /** Where nothing is to be put in: all of it, and what stands between it and the fields. */
  readonly closed: Literal | undefined;
  /** How many placeholders take the next argument. */
  readonly positional: number;
  /** All placeholders do, and show their values as text. */
  readonly isSimple: boolean;
  /** Of the fields of its records. */
  readonly expected: ExpectedKeys | undefined;
}

/** One whose literals are encoded. */
export interface Prepared extends Template {
  readonly pieces: readonly Literal[];
}

/** A template that has been split, and nothing else. */
interface Split extends Template {
  readonly pieces: undefined;
  /** How many records it was asked for. */
  uses: number;
}

const NOTHING = literal("");
/** No record has room for it. */
const ENDLESS = 2 ** 30;

/** How many message templates are remembered. */
const MAX_PARSED = 1024;

/**
 * A template is encoded when it is used so often. That takes as long as writing its literals as text a few times, and
 * most templates of a program that has just begun are not used that often for a while.
 */
const OFTEN = 8;

/** The message templates of an encoder: each is split at its placeholders once, and encoded where it is used often. */
export class Templates {
  private readonly encoder: RecordEncoder;
  private readonly maxRecord: number;
  /** The piece between two placeholders that touch. */
  private nothing: Literal | undefined;
  private readonly kept: Kept<Prepared>;
  private readonly parsed = new Map<string, Prepared | Split>();
  private readonly sites = new WeakMap<readonly string[], Prepared>();

  /** Pieces that are longer than `maxRecord` are not encoded: they do not fit. */
  constructor(encoder: RecordEncoder, maxRecord: number) {
    this.encoder = encoder;
    this.maxRecord = maxRecord;
    this.kept = new Kept((text) => this.ready(text));
  }

  /** Of a template with placeholders, or of a tagged template's strings. */
  of(template: string | readonly string[]): Template {
    if (typeof template !== "string") {
      return this.sites.get(template) ?? this.prepareSite(template);
    }
    return this.kept.known(template) ?? this.seldom(template);
  }

  /** The same of a template with placeholders that will be used often. */
  ready(template: string): Prepared {
    const known = this.parsed.get(template);
    if (known === undefined) {
      if (!this.isRemembered(template)) return this.prepare(parseMessage(template));
      const own = detached(template);
      return this.remember(own, this.prepare(parseMessage(own)));
    }
    return known.pieces === undefined ? this.remember(template, this.prepare(known)) : known;
  }

  private seldom(template: string): Template {
    const known = this.parsed.get(template);
    if (known === undefined) {
      if (!this.isRemembered(template)) {
        return this.kept.get(template) ?? split(parseMessage(template));
      }
      const own = detached(template);
      return this.remember(own, split(parseMessage(own)));
    }
    if (known.pieces !== undefined) return this.kept.get(template) ?? known;
    known.uses++;
    return known.uses < OFTEN ? known : this.remember(template, this.prepare(known));
  }

  /** Templates are constants. Where there are more than these they are not, and come once. */
  private isRemembered(template: string): boolean {
    return this.parsed.size < MAX_PARSED && template.length <= MAX_KEPT_LENGTH;
  }

  private remember<T extends Prepared | Split>(template: string, made: T): T {
    this.parsed.set(template, made);
    return made;
  }

  private prepareSite(strings: readonly string[]): Prepared {
    // An invalid escape makes a string undefined; whatever else there is comes from no template.
    const texts = Array.from(strings, (text: unknown) =>
      text === undefined ? "" : describe(text),
    );
    const literals = texts.length === 0 ? [""] : texts;
    const prepared = this.prepare({ literals, placeholders: positional(literals.length - 1) });
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

  private prepare({ literals, placeholders }: MessageTemplate): Prepared {
    const [only = ""] = literals;
    const isClosed = placeholders.length === 0 && only.length <= this.maxRecord;
    return {
      ...split({ literals, placeholders }),
      pieces: literals.map((text) => this.piece(text)),
      closed: isClosed ? this.encoder.prepareClosed?.(only) : undefined,
      expected: new ExpectedKeys(),
    };
  }
}

function split({ literals, placeholders }: MessageTemplate): Split {
  let positional = 0;
  let isSimple = true;
  for (const { name, isInspected } of placeholders) {
    if (name === undefined) positional++;
    if (name !== undefined || isInspected) isSimple = false;
  }
  return {
    literals,
    placeholders,
    positional,
    isSimple,
    pieces: undefined,
    closed: undefined,
    expected: undefined,
    uses: 1,
  };
}
