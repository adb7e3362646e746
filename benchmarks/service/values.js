// The values that generated programs log. They are made before anything is measured, but for strings that a
// program would make anew for each record.

const WORDS = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];
const PLACES = [
  "Zürich",
  "São Paulo",
  "東京",
  "Αθήνα",
  "Kraków",
  "Montréal",
  "naïve café",
  "🚚 truck",
];
const COUNT = 1024;

/** A thousand different short strings. */
export const strings = Array.from(
  { length: COUNT },
  (_, i) => `${WORDS[i & 7]}-${WORDS[(i >> 3) & 7]}-${i}`,
);
/** Strings that are not ASCII. */
export const places = PLACES;
/** Errors as a program catches them, with their stacks. */
export const errors = Array.from({ length: 8 }, (_, i) => failure(i, 8));

function failure(i, depth) {
  if (depth > 0) return failure(i, depth - 1);
  const error = Object.assign(new Error(`connect ECONNREFUSED 192.0.2.${i}:443`), {
    code: "ECONNREFUSED",
  });
  // V8 makes the text when it is first asked for.
  if (error.stack === undefined) throw new Error("there is no stack");
  return error;
}
