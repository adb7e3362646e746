import { short } from "./cells.js";

/** A figure with its unit. @param {number} value @param {string} unit */
export function inUnit(value, unit) {
  return unit === "x" ? `${short(value)} ×` : `${short(value)} ${unit}`.trim();
}

/** Whether a goal is met, and else by how much it is missed. @param {import("../measure/verdict.js").Verdict} judged */
export function outcome({ ok, figure, limit, unit }) {
  if (ok) return "met";
  const by = Math.abs(figure - limit);
  const share = limit === 0 ? "" : ` (${short((by / limit) * 100)} %)`;
  return `**missed** by ${inUnit(by, unit)}${share}`;
}
