import { needStack } from "../stack.ts";

/** The pieces of a message between its placeholders, and what those take. */
export interface MessageTemplate {
  /** One more than there are placeholders. */
  readonly literals: readonly string[];
  readonly placeholders: readonly Placeholder[];
}

/**
 * A placeholder: `{}` takes the next argument, `{name}` the field of that name. With `:?` behind that
 * the value is shown as `util.inspect` shows it.
 */
export interface Placeholder {
  /** `undefined` for `{}` and `{:?}`. */
  readonly name: string | undefined;
  readonly isInspected: boolean;
  /** How it is written: what stays when there is nothing to put in its place. */
  readonly source: string;
}

/** `{{`, `}}`, `{}`, `{name}`, `{:?}` or `{name:?}`; any other brace is just a character. */
const PLACEHOLDER = /\{\{|\}\}|\{([A-Za-z_$][\w$.-]*)?(:\?)?\}/g;

const POSITIONAL: Placeholder = { name: undefined, isInspected: false, source: "{}" };

/** So many placeholders that take the next argument. */
export function positional(count: number): readonly Placeholder[] {
  return new Array<Placeholder>(count).fill(POSITIONAL);
}

/** Whether V8 has compiled that. */
let isCompiled = false;

/**
 * V8 compiles a pattern when it is first used, for both kinds of text, and again for those that are used again. Where
 * the stack is full, that ends the process (`RegExpCompiler Allocation failed`).
 */
function compile(): void {
  needStack();
  for (const text of ["{}", "{}", "{}\u2026", "{}\u2026"]) text.replace(PLACEHOLDER, "");
  isCompiled = true;
}

/** In characters: placeholders are looked for so far, and no more than so many of them. */
const MAX_LOOKED_AT = 65_536;
const MAX_PLACEHOLDERS = 256;

/**
 * Splits a message such as `user {} from {host}` at its placeholders. A message that somebody else made may be of
 * any length and consist of braces: what is behind the first placeholders stands as it is.
 */
export function parseMessage(template: string): MessageTemplate {
  // Most templates have no other braces. A program parses some hundreds when it begins, and this takes a tenth.
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
