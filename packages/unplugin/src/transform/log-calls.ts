import { LEVELS, recordLevel } from "../../../fastlog/src/level.ts";
import { calleeOf, type File } from "./file.ts";
import type { Meaning, Meanings } from "./meanings.ts";
import { type Call, inner, keyName, type Node, textOf } from "./node.ts";

/** A call that logs. */
export interface LogCall {
  readonly node: Call;
  readonly callee: Node;
  readonly meaning: Meaning;
  /** Number of its level; `undefined` if that is unknown. */
  readonly level: number | undefined;
  /** Name of its level; `undefined` if that is unknown. */
  readonly levelName: string | undefined;
  /** The place of its message among the arguments: 1 for `log("warn", "…")`. */
  readonly messageAt: 0 | 1;
}

type LevelOf = Pick<LogCall, "level" | "levelName">;

const UNKNOWN: LevelOf = { level: undefined, levelName: undefined };
const INFO: LevelOf = { level: LEVELS.info, levelName: "info" };

/** Reads a call as a log call; `undefined` if it is none, or if that is not certain. */
export function logCallOf(node: Call, file: File): LogCall | undefined {
  const callee = calleeOf(node);
  const choice = inner(callee);
  if (choice.type !== "ConditionalExpression") return logCallBy(callee, node, file);
  // `(bad ? warn : info)("…")`
  const one = logCallBy(choice.consequent, node, file);
  const other = logCallBy(choice.alternate, node, file);
  if (one === undefined || other === undefined || !isOfLevel(one) || !isOfLevel(other))
    return undefined;
  const { least } = file.options;
  const isAlike = one.level === other.level;
  const levels = [one.level ?? 0, other.level ?? 0];
  const isOneSide = Math.max(...levels) < least || Math.min(...levels) >= least;
  return {
    ...one,
    callee,
    level: isOneSide ? Math.max(...levels) : undefined,
    levelName: isAlike ? one.levelName : undefined,
  };
}

/** Whether a call is one of a function of one level. */
function isOfLevel({ meaning, level }: LogCall): boolean {
  const isFunction =
    meaning.kind === "level" || (meaning.kind === "export" && meaning.name !== "log");
  return isFunction && level !== undefined;
}

/** Reads a call as if this were its function. */
function logCallBy(callee: Node, node: Call, { meanings }: File): LogCall | undefined {
  const meaning = meanings.of(callee);
  const call = { node, callee, messageAt: 0 } as const;
  switch (meaning?.kind) {
    case "event":
    case "level":
      return { ...call, meaning, ...levelNamed(meaning.level, meanings) };
    case "export":
    case "member":
      if (meaning.name === "log") return { ...call, meaning, ...levelOfLog(node, meanings) };
      if (meaning.kind === "member" || !Object.hasOwn(LEVELS, meaning.name)) return undefined;
      return { ...call, meaning, ...levelNamed(meaning.name, meanings) };
    default:
      return undefined;
  }
}

/** The level of a name; of one of the program's own, as far as it is known. */
export function levelNamed(name: string | undefined, { ownLevels }: Meanings): LevelOf {
  if (name === undefined) return UNKNOWN;
  const level = ownLevels.has(name) ? ownLevels.get(name) : recordLevel(name);
  return { level, levelName: name };
}

/** The level of `log("warn", …)` and of `log({ level: "warn", message: "…" })`. */
function levelOfLog(node: Call, meanings: Meanings): LevelOf & { messageAt?: 0 | 1 } {
  if (node.type !== "CallExpression") return INFO;
  const [first, second] = node.arguments;
  const text = textOf(first);
  if (text !== undefined) {
    const named = levelNamed(text, meanings);
    const isLevel = named.level !== undefined || meanings.ownLevels.has(text);
    if (second?.type === "SpreadElement") return isLevel ? named : UNKNOWN;
    if (!isLevel) return INFO;
    // The name of a level alone is also the message.
    return second === undefined ? named : { ...named, messageAt: 1 };
  }
  const object = first === undefined ? undefined : inner(first);
  if (object?.type !== "ObjectExpression") return UNKNOWN;
  const isPlain = object.properties.every(({ type }) => type === "Property");
  const level = object.properties.find((p) => p.type === "Property" && keyName(p) === "level");
  if (!isPlain || level?.type !== "Property") return UNKNOWN;
  const name = textOf(level.value);
  return name === undefined ? UNKNOWN : levelNamed(name, meanings);
}
