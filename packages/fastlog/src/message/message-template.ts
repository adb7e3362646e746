import { needStack } from "../stack.ts";

/** A parsed message: its literals, and the placeholders between them. */
export interface MessageTemplate {
  /** Literal texts; one more than there are placeholders. */
  readonly literals: readonly string[];
  readonly placeholders: readonly Placeholder[];
}

/**
 * A placeholder. `{}` takes the next argument, `{name}` the field of that name. A value of one with `:?` is shown
 * as `util.inspect` shows it.
 */
export interface Placeholder {
  /** `undefined` for `{}` and `{:?}`. */
  readonly name: string | undefined;
  readonly isInspected: boolean;
  /** Source text of the placeholder; written if there is no value for it. */
  readonly source: string;
}

/** `{{`, `}}`, `{}`, `{name}`, `{:?}` or `{name:?}`; any other brace is just a character. */
const PLACEHOLDER = /\{\{|\}\}|\{([A-Za-z_$][\w$.-]*)?(:\?)?\}/g;

const POSITIONAL: Placeholder = { name: undefined, isInspected: false, source: "{}" };

/** An array of `count` placeholders that each take the next argument. */
export function positional(count: number): readonly Placeholder[] {
  return new Array<Placeholder>(count).fill(POSITIONAL);
}

/** Whether V8 has compiled {@link PLACEHOLDER}. */
let isCompiled = false;

/**
 * Makes V8 compile the pattern: at first use for both kinds of strings, and again for frequent use. If the stack is
 * full at that moment, V8 ends the process (`RegExpCompiler Allocation failed`).
 */
function compile(): void {
  needStack();
  for (const text of ["{}", "{}", "{}\u2026", "{}\u2026"]) text.replace(PLACEHOLDER, "");
  isCompiled = true;
}

/** Limits of the search for placeholders: characters looked at, and placeholders found. */
const MAX_LOOKED_AT = 65_536;
const MAX_PLACEHOLDERS = 256;

/**
 * Splits a message such as `user {} from {host}` at its placeholders. A message from outside may have any length
 * and consist of braces: the text after the last placeholder within the limits is literal.
 */
export function parseMessage(template: string): MessageTemplate {
  // Fast way for the many templates with no other braces. A starting program parses hundreds; this takes a tenth of
  // the time.
  const parts = template.split("{}", MAX_PLACEHOLDERS + 2);
  if (parts.length <= MAX_PLACEHOLDERS + 1 && template.length <= MAX_LOOKED_AT) {
    const text = parts.join("");
    if (!text.includes("{") && !text.includes("}")) {
      return { literals: parts, placeholders: positional(parts.length - 1) };
    }
  }
  if (!isCompiled) compile();
  const literals: string[] = [];
  const placeholders: Placeholder[] = [];
  let text = "";
  let done = 0;
  const looked = template.slice(0, MAX_LOOKED_AT);
  for (const match of looked.matchAll(PLACEHOLDER)) {
    if (placeholders.length === MAX_PLACEHOLDERS) break;
    const source = match[0];
    text += template.slice(done, match.index);
    done = match.index + source.length;
    if (source === "{{" || source === "}}") {
      text += source[0];
    } else {
      literals.push(text);
      placeholders.push({ name: match[1], isInspected: match[2] !== undefined, source });
      text = "";
    }
  }
  literals.push(text + template.slice(done));
  return { literals, placeholders };
}
