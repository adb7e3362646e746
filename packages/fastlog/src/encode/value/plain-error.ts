import { escapeAllJson, FRAMES, MAX_FRAMES } from "../../text/escape.ts";
import { StringCache } from "../../text/string-cache.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { type ErrorHead, errorHead } from "../object/error-head.ts";
import { kindOf } from "../object/kind.ts";
import type { Limits } from "../object/limits.ts";

const CLOSING_BRACE = 125;
/** Room after a code: the longest number. */
const NUMBER_ROOM = 33;

/** Constant pieces of all errors. */
interface Pieces {
  readonly type: Literal;
  readonly message: Literal;
  readonly stack: Literal;
  readonly code: Literal;
}

/**
 * The pieces around the texts of an error whose members have other names, with the error's key. Each but `code` ends with
 * the opening quote of its text, and begins with the closing quote of the one before it.
 */
export interface ErrorPieces extends Pieces {
  /** The stack comes before the other texts. */
  readonly stackFirst: boolean;
  /** After the last text, if there is no code. */
  readonly end: Literal;
  readonly endOfCode: Literal;
}

/**
 * Writes errors as {@link JsonText} does, but straight into the record. Takes a third of the time, because nearly
 * all of an error is the frames of its stack, and errors thrown in one place share them.
 *
 * Handles only errors of type, message, stack and code. Returns `false` for any other value, and if the error does
 * not fit or throws; the caller then takes back what was written.
 */
export class PlainError {
  private readonly limits: Limits;
  private readonly frames = new StringCache((text) => literal(escapeAllJson(text)), MAX_FRAMES);
  private pieces: Pieces | undefined;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  write(out: RecordWriter, value: object): boolean {
    // With such limits, a text that fits into a record is within its own limit.
    if (this.limits.maxLength < out.maxRecord || this.limits.maxDepth < 1) return false;
    try {
      return value instanceof Error && kindOf(value) === "error" && this.known(out, value);
    } catch {
      return false;
    }
  }

  /** Like `write`, but with the error's key, and in another shape. */
  writeAs(out: RecordWriter, value: object, pieces: ErrorPieces): boolean {
    if (this.limits.maxLength < out.maxRecord || this.limits.maxDepth < 1) return false;
    try {
      return value instanceof Error && kindOf(value) === "error" && this.shaped(out, value, pieces);
    } catch {
      return false;
    }
  }

  private shaped(out: RecordWriter, error: object, pieces: ErrorPieces): boolean {
    const head = this.headOf(error);
    if (head === undefined) return false;
    const { type, message, stack, code } = head;
    if (pieces.stackFirst) {
      out.literal(pieces.stack);
      this.stack(out, stack);
    }
    out.literal(pieces.type);
    out.jsonText(type);
    out.literal(pieces.message);
    out.jsonText(message);
    if (!pieces.stackFirst) {
      out.literal(pieces.stack);
      this.stack(out, stack);
    }
    if (code === undefined) return out.piece(pieces.end, 0);
    return writeCode(out, pieces.code, code) && out.piece(pieces.endOfCode, 0);
  }

  private known(out: RecordWriter, error: object): boolean {
    const head = this.headOf(error);
    if (head === undefined) return false;
    const { type, message, stack, code } = head;
    this.pieces ??= {
      type: literal('{"type":"'),
      message: literal('","message":"'),
      stack: literal('","stack":"'),
      code: literal('","code":'),
    };
    out.literal(this.pieces.type);
    out.jsonText(type);
    out.literal(this.pieces.message);
    out.jsonText(message);
    out.literal(this.pieces.stack);
    this.stack(out, stack);
    return code === undefined ? end(out) : this.code(out, this.pieces.code, code);
  }

  /** The head of an error that this writes; `undefined` for others. */
  protected headOf(error: object): ErrorHead | undefined {
    const head = errorHead(error);
    return head === undefined || head.hasMore ? undefined : head;
  }

  private stack(out: RecordWriter, stack: string): void {
    const at = stack.indexOf(FRAMES);
    if (at < 0) {
      out.jsonText(stack);
      return;
    }
    out.jsonText(stack.slice(0, at));
    const below = stack.slice(at);
    const kept = this.frames.get(below);
    if (kept !== undefined) out.literal(kept);
    else out.jsonText(below);
  }

  private code(out: RecordWriter, before: Literal, code: string | number): boolean {
    if (!writeCode(out, before, code) || !out.fits(1)) return false;
    out.closing(CLOSING_BRACE);
    return true;
  }
}

function writeCode(out: RecordWriter, before: Literal, code: string | number): boolean {
  out.literal(before);
  if (typeof code === "string") out.jsonString(code);
  else if (!out.fits(NUMBER_ROOM)) return false;
  else if (Number.isFinite(code)) out.number(code);
  else out.text("null");
  return !out.isOver;
}

const QUOTE = 34;

function end(out: RecordWriter): boolean {
  if (out.isOver || !out.fits(2)) return false;
  out.closing(QUOTE);
  out.closing(CLOSING_BRACE);
  return true;
}
