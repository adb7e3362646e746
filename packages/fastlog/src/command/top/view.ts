import { usualStyle } from "../../encode/format/color.ts";
import { safeLine } from "../print/safe.ts";
import { lengthOf } from "../process/text.ts";
import type { ProcessState } from "./source.ts";
import type { LevelCount, Row } from "./tally.ts";

const { styleText } = process.getBuiltinModule("node:util");

/** The column that rows are sorted by. */
export type Order = "rate" | "level" | "target" | "message";

/** State that is shown: of one interval. */
export interface Snapshot {
  readonly title: string;
  /** In seconds. */
  readonly seconds: number;
  readonly processes: readonly (ProcessState & { readonly newDropped: number })[];
  readonly levels: readonly LevelCount[];
  readonly rows: readonly Row[];
  readonly others: { readonly count: number; readonly last: number };
  readonly count: number;
  readonly last: number;
  readonly unseen: number;
}

export interface Look {
  /** In characters; `undefined` cuts no line. */
  readonly width: number | undefined;
  /** Lines in all; `undefined` for no limit. */
  readonly height: number | undefined;
  /** Rows of the table. */
  readonly most: number;
  readonly order: Order;
  readonly isColored: boolean;
  readonly isPaused: boolean;
  readonly hint: string;
}

/** Narrower columns of targets would say nothing. */
const LEAST_TARGET = 8;
const MOST_TARGET = 24;

/** The lines of a screen, or of a table that is printed. No character of the log that a terminal would obey is in them. */
export function linesOf(snapshot: Snapshot, look: Look): string[] {
  const plain: [string, Style][] = [
    ...headOf(snapshot, look).map((line): [string, Style] => [line, undefined]),
    ["", undefined],
  ];
  const { width, height, most, order } = look;
  const rows = sorted(snapshot.rows, order);
  const hasOthers = snapshot.others.count > 0;
  const room = height === undefined ? most : height - plain.length - 1 - (hasOthers ? 1 : 0);
  const shown = rows.slice(0, Math.max(0, Math.min(most, room)));
  const widest = Math.max(0, ...shown.map(({ target }) => safeLine(target).length));
  const share = width === undefined ? MOST_TARGET : Math.floor(width / 4);
  const columns = Math.max(LEAST_TARGET, Math.min(widest, MOST_TARGET, share));
  plain.push([row("RATE/S", "COUNT", "LEVEL", "TARGET", "MESSAGE", columns), "head"]);
  const { seconds } = snapshot;
  for (const { last, count, level, levelNumber, target, message } of shown) {
    const cells = [rateOf(last, seconds), String(count), level, target, message] as const;
    plain.push([row(...cells, columns), levelNumber]);
  }
  if (hasOthers) {
    const { count, last } = snapshot.others;
    plain.push([row(rateOf(last, seconds), String(count), "", "", "others", columns), undefined]);
  }
  const fitting = height === undefined ? plain : plain.slice(0, height);
  return fitting.map(([line, style]) => styled(cut(line, width), style, look.isColored));
}

/** Rows in an order; those that are equal in it by rate, then by count. */
export function sorted(rows: readonly Row[], order: Order): Row[] {
  const byRate = (a: Row, b: Row) => b.last - a.last || b.count - a.count;
  const first: Readonly<Record<Order, (a: Row, b: Row) => number>> = {
    rate: byRate,
    level: (a, b) => b.levelNumber - a.levelNumber,
    target: (a, b) => compared(a.target, b.target),
    message: (a, b) => compared(a.message, b.message),
  };
  return [...rows].sort(
    (a, b) => first[order](a, b) || byRate(a, b) || compared(a.message, b.message),
  );
}

/** Records a second, with as many digits as matter. */
export function rateOf(count: number, seconds: number): string {
  const rate = count / seconds;
  return rate > 0 && rate < 10 ? rate.toFixed(1) : String(Math.round(rate));
}

function headOf(snapshot: Snapshot, { order, isPaused, hint }: Look): string[] {
  const { title, seconds, processes, levels, count, last, unseen } = snapshot;
  const paused = isPaused ? "  PAUSED" : "";
  const lines = [`fastlog top  ${title}  by ${order}${paused}${hint === "" ? "" : `  ${hint}`}`];
  for (const { title: name, filter, leases, threads, records, ...one } of processes) {
    const held = leases.map(({ spec, left }) => `  lease ${spec} for ${lengthOf(left)}`);
    const state = one.isSilent ? "  does not answer" : "";
    const drops = `dropped ${one.dropped} (${rateOf(one.newDropped, seconds)}/s)`;
    const counts = `${records} records, ${drops}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
    lines.push(`${name}: ${counts}, filter ${filter}${held.join("")}${state}`);
  }
  const rates = levels.map(({ level, last }) => `${level} ${rateOf(last, seconds)}`);
  const missed = unseen > 0 ? `, ${unseen} not seen here (--rate)` : "";
  const all = `${rateOf(last, seconds)}/s, ${count} records${missed}`;
  lines.push([all, ...rates].join("  "));
  return lines.map(safeLine);
}

function row(
  rate: string,
  count: string,
  level: string,
  target: string,
  message: string,
  columns: number,
): string {
  const cells = [rate.padStart(8), count.padStart(9), cell(level, 5), cell(target, columns)];
  return `${cells.join("  ")}  ${safeLine(message)}`.trimEnd();
}

function cell(text: string, width: number): string {
  return cut(safeLine(text), width).padEnd(width);
}

/** Cuts a line between characters, never inside one. */
function cut(line: string, width: number | undefined): string {
  if (width === undefined || line.length <= width) return line;
  const shown = line.slice(0, Math.max(0, width - 1)).replace(/[\ud800-\udbff]$/, "");
  return width > 0 ? `${shown}…` : "";
}

/** The number of a level, a heading, or none. */
type Style = number | "head" | undefined;

function styled(line: string, style: Style, isColored: boolean): string {
  if (!isColored || style === undefined || line === "") return line;
  if (style === "head") return styleText("inverse", line, { validateStream: false });
  if (style === 0) return line;
  return styleText([...usualStyle(style)], line, { validateStream: false });
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
