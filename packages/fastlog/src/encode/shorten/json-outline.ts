/** Kind of a node. A name comes before the value of an object's member. */
export const SCALAR = 0;
export const STRING = 1;
export const NAME = 2;
export const LIST = 3;
export const OBJECT = 4;

/** Number of integers of a node. */
export const STRIDE = 4;
/** Offsets in a node: its start and end in the text, and the index of the next node outside of it. */
export const START = 1;
export const END = 2;
export const NEXT = 3;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPENING_BRACKET = 91;
const BACKSLASH = 92;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** In characters. `indexOf` finds the quote of a longer text faster, but takes longer to begin. */
const SHORT_STRING = 24;
/** In integers. An outline of up to this size reuses one buffer. */
const MOST_KEPT = 2 ** 18;

let kept: Int32Array = new Int32Array(0);

/**
 * Finds each value in a JSON text that {@link JsonText} wrote, in the order of the text: its kind, start and end,
 * and the index of the node after it and its content. Returns one list of integers, because there may be a value
 * for every other character.
 */
export function outlineOf(text: string): Int32Array {
  const { length } = text;
  // Each node has at least a character of its own, and one that ends it.
  const most = STRIDE * ((length >> 1) + 2);
  let nodes = kept;
  if (nodes.length < most) {
    nodes = new Int32Array(most);
    if (most <= MOST_KEPT) kept = nodes;
  }
  const open: number[] = [];
  let node = 0;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    if (code === COMMA) {
      at++;
    } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) {
      const container = open.pop() as number;
      nodes[container + END] = ++at;
      nodes[container + NEXT] = node;
    } else {
      nodes[node + START] = at;
      if (code === OPENING_BRACE || code === OPENING_BRACKET) {
        nodes[node] = code === OPENING_BRACE ? OBJECT : LIST;
        open.push(node);
        node += STRIDE;
        at++;
        continue;
      }
      let kind = SCALAR;
      if (code === QUOTE) {
        at = endOfString(text, at);
        kind = text.charCodeAt(at) === COLON ? NAME : STRING;
      } else {
        at = endOfScalar(text, at);
      }
      nodes[node] = kind;
      nodes[node + END] = at;
      node += STRIDE;
      nodes[node - STRIDE + NEXT] = node;
      if (kind === NAME) at++;
    }
  }
  return nodes.slice(0, node);
}

function endOfString(text: string, start: number): number {
  const most = start + SHORT_STRING;
  for (let at = start + 1; at < most; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (quote - first) % 2 === 1;
}

function endOfScalar(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSING_BRACE || code === CLOSING_BRACKET) break;
  }
  return at;
}
