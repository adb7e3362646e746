const LONGEST_SHOWN = 120;

/**
 * Quotes a value for a message: in double quotes, on one line, cut if it is long. Backslashes stay single, so that a
 * regular expression reads as the user wrote it.
 */
export function quote(value: string): string {
  const shown = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  return `"${shown.replace(invisible(), escapeUnits)}"`;
}

/**
 * Matches characters that move the cursor, end the line or reorder its text. Compiled on first use, because V8 takes
 * 0.1 ms for it.
 */
function invisible(): RegExp {
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
}

function escapeUnits(character: string): string {
  return character.replace(
    /./gs,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
