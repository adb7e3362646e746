/** A mistake in a condition. Its message has a mark under the place. */
export class ConditionError extends Error {}

/** A mistake inside a text, with a mark under its place. */
export function pointedError(
  what: string,
  text: string,
  at: number,
  message: string,
): ConditionError {
  // Of a long text, what stands around the place.
  const from = Math.max(0, at - 60);
  const shown = printable(text.slice(from, from + 120));
  const lead = from > 0 ? "…" : "";
  const trail = from + 120 < text.length ? "…" : "";
  const column = lead.length + printable(text.slice(from, at)).length;
  return new ConditionError(
    `${what}: ${message}\n  ${lead}${shown}${trail}\n  ${" ".repeat(column)}^`,
  );
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, " ");
}
