/** A part of a message: literal text, or a placeholder with its source. */
export interface Part {
  readonly kind: "text" | "positional" | "named";
  /** The literal text, or the placeholder as it stands in the message: `{}`, `{id:?}`. */
  readonly text: string;
  /** The field that a named placeholder shows. */
  readonly name?: string;
}

/** The grammar of the core: any other brace is just a character. */
const PLACEHOLDER = /\{\{|\}\}|\{([A-Za-z_$][\w$.-]*)?(:\?)?\}/g;

/** Splits a message that has arguments, as the core does. */
export function parseTemplate(message: string): Part[] {
  const parts: Part[] = [];
  let text = "";
  let done = 0;
  for (const match of message.matchAll(PLACEHOLDER)) {
    const [source, name] = match;
    text += message.slice(done, match.index);
    done = match.index + source.length;
    if (source === "{{" || source === "}}") {
      text += source.charAt(0);
      continue;
    }
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
    if (name === undefined) parts.push({ kind: "positional", text: source });
    else parts.push({ kind: "named", text: source, name });
  }
  text += message.slice(done);
  if (text !== "") parts.push({ kind: "text", text });
  return parts;
}

/** A literal text as it stands in a message that has arguments. */
export function escapeBraces(text: string): string {
  return text.replaceAll(/[{}]/g, "$&$&");
}

/** The message of these parts. The core reads it as just these. */
export function writeTemplate(parts: readonly Part[]): string {
  return parts.map(({ kind, text }) => (kind === "text" ? escapeBraces(text) : text)).join("");
}
