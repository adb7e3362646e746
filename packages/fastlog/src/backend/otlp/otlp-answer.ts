import type { Buffer } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { SystemDate, systemTime } from "../../time/system-time.ts";
import { readFields } from "./proto-message.ts";

/** An answer of HTTP, as far as it matters. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body; cut if it is very long. */
  readonly body: Buffer;
}

/** Meaning of an answer. */
export type OtlpAnswer =
  /** The peer has the records, but for `rejected` of them. `words` are its message, or empty. */
  | { readonly kind: "accepted"; readonly rejected: number; readonly words: string }
  /** The peer will never take these records. */
  | { readonly kind: "refused"; readonly words: string }
  /** The records are to be sent again, in `after` milliseconds at the earliest. */
  | { readonly kind: "later"; readonly after: number; readonly words: string };

/** Answers after which a request is sent again (OTLP/HTTP, "Retryable Response Codes"). */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** In characters. */
const MOST_WORDS = 300;
/** Longest time that a peer may ask to be left alone, in milliseconds. */
const MOST_AFTER = 3_600_000;

export function meaningOf(answer: HttpAnswer): OtlpAnswer {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: "accepted", ...partialSuccessIn(answer) };
  const words = wordsIn(answer);
  if (!RETRYABLE.has(status)) return { kind: "refused", words };
  return { kind: "later", after: retryAfter(headers["retry-after"]), words };
}

/** Milliseconds until the time of a `Retry-After`, which is in seconds or a date; 0 without one. */
export function retryAfter(header: string | undefined, now: number = systemTime()): number {
  if (header === undefined) return 0;
  const text = header.trim();
  const after = /^\d+$/.test(text) ? Number(text) * 1000 : SystemDate.parse(text) - now;
  return Number.isNaN(after) ? 0 : Math.min(Math.max(after, 0), MOST_AFTER);
}

function partialSuccessIn(answer: HttpAnswer): { rejected: number; words: string } {
  try {
    const { rejected, words } = isJson(answer)
      ? partialSuccessOfJson(JSON.parse(answer.body.toString()))
      : partialSuccessOfProto(answer.body);
    const isCount = Number.isSafeInteger(rejected) && rejected > 0;
    return { rejected: isCount ? rejected : 0, words: printable(words) };
  } catch {
    // An empty body, or one that is no message: the status alone tells that the records were taken.
    return { rejected: 0, words: "" };
  }
}

function partialSuccessOfProto(body: Buffer): { rejected: number; words: string } {
  const partial = readFields(body).find(({ field }) => field === 1);
  const fields = partial === undefined ? [] : readFields(partial.bytes);
  const rejected = fields.find(({ field }) => field === 1)?.number ?? 0n;
  const words = fields.find(({ field }) => field === 2)?.bytes.toString() ?? "";
  return { rejected: Number(rejected), words };
}

function partialSuccessOfJson(body: unknown): { rejected: number; words: string } {
  const { partialSuccess } = Object(body) as { partialSuccess?: unknown };
  const { rejectedLogRecords = 0, errorMessage = "" } = Object(partialSuccess ?? {}) as {
    rejectedLogRecords?: unknown;
    errorMessage?: unknown;
  };
  return { rejected: Number(rejectedLogRecords), words: String(errorMessage) };
}

/** The peer's message: that of a `Status`, or the text of its body. */
function wordsIn(answer: HttpAnswer): string {
  const { body, headers } = answer;
  try {
    if (isJson(answer)) {
      const { message } = Object(JSON.parse(body.toString())) as { message?: unknown };
      if (typeof message === "string") return printable(message);
    } else if (/protobuf/.test(headers["content-type"] ?? "")) {
      const message = readFields(body).find(({ field }) => field === 2);
      if (message !== undefined) return printable(message.bytes.toString());
    }
  } catch {
    // It is no message, but perhaps a text.
  }
  return printable(body.toString("utf8", 0, MOST_WORDS * 4));
}

function isJson({ headers }: HttpAnswer): boolean {
  return /\bjson\b/.test(headers["content-type"] ?? "");
}

/** One line without control characters. */
function printable(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]+/gu, " ")
    .trim();
  return line.length <= MOST_WORDS ? line : `${line.slice(0, MOST_WORDS)}…`;
}
