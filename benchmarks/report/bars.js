import { bar, svg, text } from "./svg.js";

const WIDTH = 760;
const LABELS = 220;
const VALUES = 90;
const ROW = 20;
const HEAD = 30;

/**
 * Horizontal bars, in groups with a scale of their own each.
 *
 * @typedef {{ label: string, value: number, shown: string, style: string }} Bar
 *
 * @param {string} title
 * @param {readonly { title: string, bars: readonly Bar[] }[]} groups
 */
export function bars(title, groups) {
  const shapes = [];
  let y = 0;
  for (const group of groups) {
    shapes.push(text(0, y + 18, group.title, { style: "head" }));
    y += HEAD;
    const most = Math.max(...group.bars.map(({ value }) => value));
    for (const { label, value, shown, style } of group.bars) {
      const width = (value / most) * (WIDTH - LABELS - VALUES);
      const words = style === "ours" ? "strong" : "";
      shapes.push(
        text(LABELS - 8, y + 13, label, { anchor: "end", style: words }),
        bar(LABELS, y + 2, width, ROW - 5, style),
        text(LABELS + Math.max(width, 1) + 6, y + 13, shown, { style: words || "faint" }),
      );
      y += ROW;
    }
    y += 10;
  }
  const description = groups
    .map(({ title, bars }) => {
      return `${title}: ${bars.map(({ label, shown }) => `${label} ${shown}`).join(", ")}.`;
    })
    .join(" ");
  return svg({ title, description, width: WIDTH, height: y }, shapes);
}
