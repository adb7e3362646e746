import { type Literal, literal } from "../encode/bytes/literal.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import { describe } from "../encode/value/plain.ts";
import { ExpectedKeys } from "../fields/keys.ts";
import { detached } from "../text/detached.ts";
import { MAX_CACHED_LENGTH, StringCache } from "../text/string-cache.ts";
import { type MessageTemplate, parseMessage, positional } from "./message-template.ts";
import type { AnyTemplate, SiteTemplate } from "./site-template.ts";

/** A message template with the literals encoded for one encoder. */
export interface Template extends MessageTemplate {
  /** The encoded literals; `undefined` while the template is rarely used, and its literals are written as text. */
  readonly pieces: readonly Literal[] | undefined;
  /** A template without placeholders, encoded with the separator between message and fields. */
  readonly closed: Literal | undefined;
  /** Number of placeholders that take the next argument. */
  readonly positional: number;
  /** All placeholders take the next argument, and show it as text. */
  readonly isSimple: boolean;
  /** Keys that the fields of its records are expected to have. */
  readonly expected: ExpectedKeys | undefined;
}

/** A template whose literals are encoded. */
export interface Prepared extends Template {
  readonly pieces: readonly Literal[];
}

/** A template that is split, but not encoded. */
interface Split extends Template {
  readonly pieces: undefined;
  /** Number of records that used it. */
  uses: number;
}

const NOTHING = literal("");
/** Length of a literal that fits into no record. */
const UNFITTING = 2 ** 30;

/** Most message templates that are cached. */
const MAX_PARSED = 1024;

/**
 * Number of uses after which a template is encoded. Encoding takes as long as writing the literals as text a few
 * times, and most templates of a starting program are not used that often for a while.
 */
const OFTEN = 8;

/** Cache of an encoder's message templates. Splits each template once, and encodes those that are used often. */
export class TemplateCache {
  private readonly encoder: RecordEncoder;
  private readonly maxRecord: number;
  /** The encoded empty literal between two adjacent placeholders. */
  private nothing: Literal | undefined;
  private readonly kept: StringCache<Prepared>;
  private readonly parsed = new Map<string, Prepared | Split>();
  /** Sites know this cache by its token: they must not hold the cache when it is replaced. */
  private readonly token = {};
  private readonly tagged = new WeakMap<readonly string[], Prepared>();

  /** `maxRecord` is the longest literal that is encoded: a longer one fits into no record. */
  constructor(encoder: RecordEncoder, maxRecord: number) {
    this.encoder = encoder;
    this.maxRecord = maxRecord;
    this.kept = new StringCache((text) => this.ready(text));
  }

  /** The template of a message with placeholders. */
  of(template: string | readonly string[]): Template {
    if (typeof template === "string") return this.kept.known(template) ?? this.rarely(template);
    return this.tagged.get(template) ?? this.prepareTagged(template);
  }

  /** Separate from {@link of}: with the question for a site in it, each call of a tagged template takes 5 % longer. */
  ofAny(template: AnyTemplate): Template {
    if (typeof template === "string" || isList(template)) return this.of(template);
    if (template.owner === this.token) return template.prepared as Prepared;
    return this.ofSite(template);
  }

  private ofSite(site: SiteTemplate): Template {
    const template = this.of(site.text);
    if (template.pieces !== undefined) {
      site.prepared = template;
      site.owner = this.token;
    }
    return template;
  }

  /** The encoded template of a message that will be used often, such as an event's. */
  ready(template: string): Prepared {
    const known = this.parsed.get(template);
    if (known === undefined) {
      if (!this.isRemembered(template)) return this.prepare(parseMessage(template));
      const own = detached(template);
      return this.remember(own, this.prepare(parseMessage(own)));
    }
    return known.pieces === undefined ? this.remember(template, this.prepare(known)) : known;
  }

  private rarely(template: string): Template {
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

  /**
   * Whether a template may be cached. A program with more templates than the limit builds them at run time, and
   * each is rarely used twice.
   */
  private isRemembered(template: string): boolean {
    return this.parsed.size < MAX_PARSED && template.length <= MAX_CACHED_LENGTH;
  }

  private remember<T extends Prepared | Split>(template: string, made: T): T {
    this.parsed.set(template, made);
    return made;
  }

  private prepareTagged(strings: readonly string[]): Prepared {
    // An invalid escape makes a string undefined. A caller may also pass an array that is no tagged template's.
    const texts = Array.from(strings, (text: unknown) =>
      text === undefined ? "" : describe(text),
    );
    const literals = texts.length === 0 ? [""] : texts;
    const prepared = this.prepare({ literals, placeholders: positional(literals.length - 1) });
    if (Object.isFrozen(strings)) this.tagged.set(strings, prepared);
    return prepared;
  }

  private piece(text: string): Literal {
    if (text === "") {
      this.nothing ??= this.encoder.prepare("");
      return this.nothing;
    }
    return text.length <= this.maxRecord
      ? this.encoder.prepare(text)
      : { ...NOTHING, text, length: UNFITTING };
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

/** Whether a template is that of a tagged template. Asks nothing of a proxy, as `instanceof` would. */
const isList = Array.isArray as (
  template: readonly string[] | SiteTemplate,
) => template is readonly string[];

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
