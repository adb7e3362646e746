import { SourceMap, type SourceMapPayload } from "node:module";
import type { Call } from "./node.ts";

/** A place in a source; both are counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Finds lines and columns as V8 counts them. */
export class Positions {
  readonly #code: string;
  readonly #starts: number[] = [0];
  readonly #map: SourceMap | undefined;

  /** `map` leads from the code to the source that it was made of. */
  constructor(code: string, map?: SourceMapPayload) {
    this.#code = code;
    this.#map = map === undefined ? undefined : new SourceMap(map);
    for (const { index, 0: end } of code.matchAll(/\r\n|[\n\r\u2028\u2029]/g))
      this.#starts.push(index + end.length);
  }

  of(offset: number): Place {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (this.#starts[low] as number);
    const entry = this.#map?.findEntry(low, column);
    if (entry !== undefined && "originalLine" in entry)
      return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    return { line: low + 1, column: column + 1 };
  }

  /**
   * The place of a call that V8 shows in a stack: the name of the function; else the parenthesis in front of the arguments,
   * or the last token in front of a template.
   */
  ofCall(call: Call): Place {
    const callee = call.type === "CallExpression" ? call.callee : call.tag;
    const name = callee.type === "MemberExpression" && !callee.computed ? callee.property : callee;
    const next = this.#code.slice(callee.end).trimStart();
    const isOptional = call.type === "CallExpression" && call.optional;
    if (name.type === "Identifier" && !isOptional && !next.startsWith(")"))
      return this.of(name.start);
    if (call.type === "TaggedTemplateExpression") {
      const between = this.#code.slice(callee.end, call.quasi.start);
      return this.of(callee.end + between.lastIndexOf(")"));
    }
    return this.of(Math.max(this.#code.indexOf("(", callee.end), callee.end));
  }
}
