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

/** Splits a message such as `user {} from {host}` at its placeholders. */
export function parseMessage(template: string): MessageTemplate {
  const literals: string[] = [];
  const placeholders: Placeholder[] = [];
  let text = "";
  let done = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
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
