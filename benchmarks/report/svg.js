// A chart is plain SVG: readable on light and dark, by eye and by a screen reader.

const FONT = "12px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
/** `ours` is fastlog, `native` are loggers of other languages, `other` all others. */
const LIGHT = {
  ...{ text: "#1f2328", faint: "#59636e", axis: "#d1d9e0" },
  ...{ ours: "#0969da", floor: "#afb8c1", native: "#bf8700", other: "#818b98" },
};
const DARK = {
  ...{ text: "#f0f6fc", faint: "#9198a1", axis: "#3d444d" },
  ...{ ours: "#4493f8", floor: "#656c76", native: "#d29922", other: "#9198a1" },
};

/**
 * @param {{ title: string, description: string, width: number, height: number }} about
 * @param {readonly string[]} shapes
 */
export function svg({ title, description, width, height }, shapes) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(description)}</desc>
<style>
text { font: ${FONT} }
.head, .strong { font-weight: 600 }
${rules(LIGHT)}
@media (prefers-color-scheme: dark) {
${rules(DARK)}
}
</style>
${shapes.join("\n")}
</svg>
`;
}

/** @param {"start" | "end" | "middle"} [anchor] */
export function text(x, y, words, { anchor = "start", style = "" } = {}) {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${style && ` class="${style}"`}>${escaped(words)}</text>`;
}

export function bar(x, y, width, height, style) {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(Math.max(width, 1))}" height="${height}" rx="2" class="${style}"/>`;
}

export function dot(x, y, radius, style) {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" class="${style}"/>`;
}

export function line(x1, y1, x2, y2) {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="axis"/>`;
}

/** Written out, not by variables: not all that shows SVG knows those. */
function rules({ text, axis, ...fills }) {
  const classes = Object.entries(fills).map(([name, colour]) => `.${name} { fill: ${colour} }`);
  return [`text { fill: ${text} }`, `.axis { stroke: ${axis} }`, ...classes].join("\n");
}

function round(value) {
  return Number(value.toFixed(1));
}

function escaped(words) {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
