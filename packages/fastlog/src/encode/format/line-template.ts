import { FastlogError } from "../../errors.ts";
import type { DateStyle } from "../bytes/date.ts";

/** A piece of a template. */
export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "date"; readonly style: DateStyle }
  | { readonly kind: "level"; readonly width: number }
  | { readonly kind: Exclude<TokenName, "date" | "level"> };

/** Values that must be found for a record: its target, and its file and line. */
export interface Demands {
  readonly printsTarget: boolean;
  readonly printsPosition: boolean;
}

/** Names of tokens in braces. */
export type TokenName = (typeof NAMES)[number];

/** Default template of the text format. */
export const DEFAULT_TEMPLATE = "{date}\t{hrtime}\t{pid}\t{level}\t{tag}\t{message}";

const NAMES = [
  "date",
  "hrtime",
  "pid",
  "thread",
  "level",
  "tag",
  "target",
  "host",
  "file",
  "line",
  "message",
] as const;
/** Names of tokens in other loggers, for suggestions. */
const MEANT: Readonly<Record<string, TokenName>> = {
  time: "date",
  timestamp: "date",
  datetime: "date",
  msg: "message",
  name: "target",
  logger: "target",
  module: "target",
  category: "target",
  hostname: "host",
  lvl: "level",
  severity: "level",
};
const DATE_STYLES: readonly DateStyle[] = ["ms", "us", "s", "local"];
const MAX_WIDTH = 32;

/**
 * Parses a template such as `{date:us} {level:5} {target}: {message}`. `{{` and `}}` are literal
 * braces. Throws `ERR_FASTLOG_INVALID_TEMPLATE` for an unknown token, a brace that stands alone, and
 * a template without exactly one `{message}`.
 */
export function parseTemplate(source: string): Token[] {
  const tokens: Token[] = [];
  let text = "";
  const pieces = source.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g);
  for (const [piece, inside] of pieces) {
    if (inside !== undefined) {
      if (text !== "") tokens.push({ kind: "text", text });
      text = "";
      tokens.push(parseToken(inside, source));
    } else if (piece === "{" || piece === "}") {
      throw invalid(source, `"${piece}" stands alone (write "${piece}${piece}" for the character)`);
    } else {
      text += piece === "{{" ? "{" : piece === "}}" ? "}" : piece;
    }
  }
  if (text !== "") tokens.push({ kind: "text", text });

  const messages = tokens.filter((token) => token.kind === "message").length;
  if (messages !== 1) throw invalid(source, `it has ${messages} {message} tokens (expected 1)`);
  return tokens;
}

/** Which values a template prints that must be found. */
export function demandsOf(template: readonly Token[]): Demands {
  return {
    printsTarget: template.some(({ kind }) => kind === "target"),
    printsPosition: template.some(({ kind }) => kind === "file" || kind === "line"),
  };
}

function parseToken(inside: string, source: string): Token {
  const colon = inside.indexOf(":");
  const name = colon < 0 ? inside : inside.slice(0, colon);
  const option = colon < 0 ? undefined : inside.slice(colon + 1);
  if (!isTokenName(name)) {
    const meant = Object.hasOwn(MEANT, name) ? MEANT[name] : undefined;
    const question = meant === undefined ? "" : `; did you mean "{${meant}}"?`;
    throw invalid(
      source,
      `unknown token "{${inside}}" (expected one of ${NAMES.join(", ")})${question}`,
    );
  }
  if (name === "date") {
    const style = DATE_STYLES.find((known) => known === (option ?? "ms"));
    if (style !== undefined) return { kind: name, style };
    throw invalid(
      source,
      `unknown date style "${option}" in "{${inside}}" (expected ${DATE_STYLES.join(", ")})`,
    );
  }
  if (name === "level") {
    const width = Number(option ?? 0);
    if (/^\d+$/.test(option ?? "0") && width <= MAX_WIDTH) return { kind: name, width };
    throw invalid(
      source,
      `invalid width "${option}" in "{${inside}}" (expected 0 to ${MAX_WIDTH})`,
    );
  }
  if (option !== undefined) {
    throw invalid(source, `the token "{${name}}" takes no option, but has ":${option}"`);
  }
  return { kind: name };
}

function isTokenName(name: string): name is TokenName {
  return (NAMES as readonly string[]).includes(name);
}

function invalid(source: string, reason: string): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_TEMPLATE",
    `invalid template ${JSON.stringify(source)}: ${reason}`,
  );
}
