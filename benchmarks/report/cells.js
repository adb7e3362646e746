// How figures are shown, and how a table is.

export function ns(value) {
  return `${short(value)} ns`;
}

export function plus(value) {
  return value < 0 ? short(value) : `+${short(value)}`;
}

/** Three digits are more than there is to know. */
export function short(value) {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  return value.toFixed(size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2);
}

/** The row of what a record takes of the heap. */
export function allocated(name, { bytes, collections }) {
  return [`heap, ${name}`, `${short(bytes)} B`, "", `${collections} collections meanwhile`];
}

/** The first and last columns to the left, the others to the right. */
export function align(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) =>
          i === 0 || i === row.length - 1 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
