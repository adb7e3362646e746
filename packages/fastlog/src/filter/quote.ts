const LONGEST_SHOWN = 120;

/**
 * A value as messages show it: in double quotes, on one line, cut off where it is long. Backslashes
 * stay single, so that a regular expression reads as it was written.
 */
export function quote(value: string): string {
  const shown = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  return `"${shown.replace(invisible(), escapeUnits)}"`;
}

/**
 * What would move the cursor, end the line or reorder it where the message is read. Made when it is needed: it takes
 * V8 0.1 ms.
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
