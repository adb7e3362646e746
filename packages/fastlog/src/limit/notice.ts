import { quantity } from "../diagnostics/quantity.ts";
import { quote } from "../filter/quote.ts";
import type { Key } from "./counters.ts";

/**
 * The message that tells how many records were held back: `380 records like "cache miss for {}" were held back in 1.0 s
 * (dep1, 100/s)`.
 */
export function noticeOf(
  held: number,
  key: Key,
  ms: number,
  name: string | undefined,
  rule: string,
): string {
  const template = textOf(key);
  const like = template === "" ? "without a message" : `like ${quote(template)}`;
  const by = name === undefined || name === "" ? rule : `${name}, ${rule}`;
  const were = held === 1 ? "was" : "were";
  return `${quantity(held, "record")} ${like} ${were} held back in ${time(ms)} (${by})`;
}

function textOf(key: Key): string {
  if (typeof key === "string") return key;
  return "file" in key ? (key.template ?? `${key.file}:${key.line}`) : key.join("{}");
}

function time(ms: number): string {
  return ms < 1000 ? `${Math.ceil(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
