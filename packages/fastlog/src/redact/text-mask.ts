import { type CustomPattern, customPattern } from "./secret/custom.ts";
import type { SecretName } from "./secret/names.ts";
import { type Found, newWalk, Scanner } from "./secret/scanner.ts";
import type { Span } from "./secret/span.ts";
import { WITHHELD } from "./withheld.ts";

/** Returns what is written in place of a secret. May be the user's function, and throw. */
export type Replace = (secret: string, pattern: string) => string;

/** A mask that is looked for around a match is at most as long, in characters. */
const LONGEST_MARK = 64;
/** In characters: a secret that is longer is not recognised where a long text is cut. */
const MARGIN = 8_192;

/** Masks secrets in texts. */
export class TextMask {
  /** Whether it calls a function of the program, which may log. */
  readonly runsCode: boolean;
  /** Whether there are patterns that may match any characters. */
  readonly hasCustom: boolean;
  private readonly scanner: Scanner;
  private readonly custom: readonly CustomPattern[];
  private readonly replace: Replace;
  /** The mask, if it is always the same; else empty. */
  private readonly mark: string;
  /** In characters: how much of a long text is looked at. */
  private readonly head: number;
  private readonly tail: number;

  /**
   * @param replacement The mask, or a function that returns it.
   * @param maxLength In characters: the most of a text that is ever written.
   */
  constructor(
    patterns: readonly (SecretName | RegExp)[],
    replacement: string | Replace,
    maxLength: number,
  ) {
    this.runsCode = typeof replacement === "function";
    this.replace = typeof replacement === "function" ? replacement : () => replacement;
    this.mark = typeof replacement === "function" ? "" : replacement.slice(0, LONGEST_MARK + 1);
    this.scanner = new Scanner(patterns.filter((pattern) => typeof pattern === "string"));
    this.custom = patterns.flatMap((pattern, i) =>
      typeof pattern === "string" ? [] : customPattern(pattern, `redact.patterns[${i}]`),
    );
    this.hasCustom = this.custom.length > 0;
    this.head = maxLength + 2 * MARGIN;
    this.tail = (maxLength >> 2) + 2 * MARGIN;
  }

  /** Begins a text of several pieces: see {@link touches}. */
  beginPieces(): void {
    this.scanner.beginPieces();
  }

  /** Whether a piece of a text may be a part of a secret. If no piece is, the text has no secret. */
  touches(piece: string): boolean {
    return this.hasCustom || this.isLong(piece) || this.scanner.touches(piece);
  }

  /** Like {@link touches}, for a piece of so many digits. */
  touchesDigits(digits: number): boolean {
    return this.hasCustom || this.scanner.touchesDigits(digits);
  }

  /** Whether there is a secret in a text, or it is so long that only {@link apply} may look. Never throws. */
  finds(text: string): boolean {
    try {
      if (this.isLong(text)) return true;
      if (this.scanner.finds(text)) return true;
      for (const pattern of this.custom) if (pattern.finds(text)) return true;
      return false;
    } catch {
      // The stack is full: nobody knows.
      return true;
    }
  }

  /**
   * A text without its secrets. If that fails, the whole text is left out. Never throws.
   *
   * Of a text that is too long for any record, only the parts that may be written are looked at. The rest is filled
   * with asterisks: the text keeps about its length, so that the number of missing characters is right.
   */
  apply(text: string): string {
    try {
      if (!this.isLong(text)) return this.masked(text);
      const { head, tail } = this;
      const start = this.masked(text.slice(0, head)).slice(0, -MARGIN);
      const end = this.masked(text.slice(-tail)).slice(MARGIN);
      return start + "*".repeat(Math.max(text.length - start.length - end.length, 0)) + end;
    } catch {
      return WITHHELD;
    }
  }

  private isLong(text: string): boolean {
    return text.length > this.head + this.tail;
  }

  private masked(text: string): string {
    let masked = this.withoutKnown(text);
    for (const { name, finds, all } of this.custom) {
      if (!finds(masked)) continue;
      const spans = all(masked).map((span) => ({ ...span, name }));
      masked = this.without(masked, spans);
    }
    return masked;
  }

  private withoutKnown(text: string): string {
    const walk = newWalk();
    let found = this.scanner.next(text, walk);
    if (found === undefined) return text;
    const all: Found[] = [];
    for (; found !== undefined; found = this.scanner.next(text, walk)) {
      all.push(found);
      walk.floor = found.end;
    }
    return this.without(text, all);
  }

  private without(text: string, found: Iterable<Span & { readonly name: string }>): string {
    const pieces: string[] = [];
    let done = 0;
    for (const { start, end, name } of found) {
      if (this.isMasked(text, start, end)) continue;
      pieces.push(text.slice(done, start), String(this.replace(text.slice(start, end), name)));
      done = end;
    }
    pieces.push(text.slice(done));
    return pieces.join("");
  }

  /** Whether a match lies within a mask: some texts are masked twice. */
  private isMasked(text: string, start: number, end: number): boolean {
    const { mark } = this;
    if (mark.length > LONGEST_MARK || end - start > mark.length) return false;
    for (let at = Math.max(end - mark.length, 0); at <= start; at++) {
      if (text.startsWith(mark, at)) return true;
    }
    return false;
  }
}
