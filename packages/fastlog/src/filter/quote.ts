const LONGEST_SHOWN = 120;

/** What would move the cursor, end the line or reorder it where the message is read. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A value as messages show it: in double quotes, on one line, cut off where it is long. Backslashes
 * stay single, so that a regular expression reads as it was written.
 */
export function quote(value: string): string {
  const shown = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  return `"${shown.replace(INVISIBLE, escapeUnits)}"`;
}

function escapeUnits(character: string): string {
  return character.replace(
    /./gs,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
