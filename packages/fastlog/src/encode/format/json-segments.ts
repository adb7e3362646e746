import { Buffer } from "node:buffer";
import { type Literal, literal } from "../bytes/literal.ts";
import { Prefix, type PrefixPart } from "../bytes/prefix.ts";
import type { Line, LinePart } from "./json-line.ts";

/** A piece of a line: constant, or with times, or the record's target. */
export type Segment = Literal | Prefix | "target";

/** A line with its constant parts encoded. */
export interface Segments {
  /** Everything before the message or fields, if it is a single prefix and nothing after it has times or a target. */
  readonly prefix: Prefix | undefined;
  /** The head and the middle, without what opens the objects around the fields. */
  readonly head: readonly Segment[];
  readonly middle: readonly Segment[];
  readonly opening: readonly Segment[];
  /** The whole text between message and fields, if the message comes first and the text is constant. */
  readonly middleText: Literal | undefined;
  readonly tail: readonly Segment[];
  /** The first field has no comma: see {@link Line}. */
  readonly isFirst: boolean;
}

/** Encodes the parts of a line. */
export function segmentsOf(line: Line, fieldsFirst: boolean): Segments {
  const { head, middle, tail, opening, isFirst } = line;
  const around = fieldsFirst ? head : middle;
  const before = around.slice(0, around.length - opening);
  const rest = [...middle, ...tail];
  const only = segments(head);
  const [first] = only;
  const middleText = fieldsFirst ? undefined : constantText(middle);
  const isPlain = only.length === 1 && rest.every(({ kind }) => kind === "text");
  return {
    prefix: isPlain && first !== "target" ? prefixOf(head) : undefined,
    head: fieldsFirst ? segments(before) : only,
    middle: fieldsFirst ? segments(middle) : segments(before),
    opening: segments(around.slice(around.length - opening)),
    middleText: middleText === undefined ? undefined : literal(middleText),
    tail: segments(tail),
    isFirst,
  };
}

/** The text of parts that are constant; `undefined` for others. */
export function constantText(parts: readonly LinePart[]): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.kind !== "text") return undefined;
    text += part.text;
  }
  return text;
}

/** Most bytes of parts. */
export function mostBytes(parts: readonly LinePart[]): number {
  return parts.reduce((sum, part) => {
    return sum + (part.kind === "text" ? Buffer.byteLength(part.text) : MOST[part.kind]);
  }, 0);
}

/** In bytes: the longest times, and a target of which each character is escaped. */
const MOST = { date: 32, hrtime: 24, target: 400 };

function prefixOf(parts: readonly LinePart[]): Prefix | undefined {
  const prefixParts = parts.filter((part) => part.kind !== "target");
  return prefixParts.length < parts.length ? undefined : new Prefix(prefixParts);
}

/** A prefix has at most one date and one hrtime. */
function segments(parts: readonly LinePart[]): readonly Segment[] {
  const result: Segment[] = [];
  let run: PrefixPart[] = [];
  const end = (): void => {
    if (run.length === 0) return;
    const text = constantText(run);
    result.push(text === undefined ? new Prefix(run) : literal(text));
    run = [];
  };
  for (const part of parts) {
    if (part.kind === "target") {
      end();
      result.push("target");
      continue;
    }
    if (part.kind !== "text" && run.some(({ kind }) => kind === part.kind)) end();
    run.push(part);
  }
  end();
  return result;
}
