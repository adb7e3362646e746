import { inspect } from "node:util";
import { show } from "../diagnostics/show.ts";
import { typingErrors } from "../diagnostics/suggest.ts";
import { usualStyle } from "../encode/format/color.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import { isLevel, LEVELS, LONGEST_NAME, levelNumber, levelOf } from "../level.ts";
import {
  type DefinedLevel,
  type LevelColor,
  MAX_LEVEL,
  OWN_LEVELS,
  type OwnLevel,
} from "../own-levels.ts";
import { ownOptions } from "../own-members.ts";
import { SYSLOG_SEVERITIES, type SyslogSeverity, usualSeverity } from "../severity.ts";

/** Definition of a level for `createLevels`. */
export interface LevelDefinition {
  /**
   * How severe the level is: a whole number from 1 to 99. The six levels are 10 (`trace`), 20, 30 (`info`), 40, 50 and
   * 60 (`fatal`).
   */
  readonly number: number;
  /**
   * Colour of the level in text: a name of `util.styleText`, or several. Default: that of the next less severe of the six
   * levels.
   */
  readonly color?: LevelColor | readonly LevelColor[] | undefined;
  /**
   * Severity in the format `syslog` and in the journal. Default: `notice` between `info` and `warn`, else that of the
   * next less severe of the six levels.
   */
  readonly syslog?: SyslogSeverity | undefined;
}

/** Levels by name, each with its definition, or its number alone. */
export type LevelDefinitions<Name extends string = string> = Readonly<
  Record<Name, number | LevelDefinition>
>;

const OPTIONS: readonly (keyof LevelDefinition)[] = ["number", "color", "syslog"];

/** Suggestions after `did you mean`, for severities and colours of other names. */
const SEVERITIES_MEANT: Readonly<Record<string, SyslogSeverity>> = {
  emergency: "emerg",
  panic: "emerg",
  critical: "crit",
  fatal: "crit",
  error: "err",
  warn: "warning",
  informational: "info",
  trace: "debug",
};

const NAME = /^[a-z]\w*$/i;

/** The numbers of the six levels and the names of their functions cannot be used again. */
const EXAMPLE = "expected an object such as { notice: { number: 35 } }";

/**
 * Checks the definitions of `createLevels`. `isTaken` tells whether a name is that of another member of a logger. Throws
 * `ERR_FASTLOG_INVALID_LEVEL`.
 */
export function checkLevels(
  definitions: unknown,
  isTaken: (name: string) => boolean,
): readonly DefinedLevel[] {
  if (!isFields(definitions) || Object.keys(definitions).length === 0) {
    throw invalid(`invalid levels ${show(definitions)} (${EXAMPLE})`);
  }
  const levels: DefinedLevel[] = [];
  for (const [name, definition] of Object.entries(definitions)) {
    const level = checkLevel(name, definition, isTaken);
    for (const other of levels) checkDistinct(level, other);
    levels.push(level);
  }
  return levels;
}

function checkLevel(
  name: string,
  definition: unknown,
  isTaken: (name: string) => boolean,
): DefinedLevel {
  const { number, color, syslog } = optionsOf(name, definition);
  checkName(name);
  const level: DefinedLevel = {
    name: name as OwnLevel,
    number: checkNumber(name, number),
    color: color === undefined ? usualStyle(number as number) : checkColors(name, color),
    severity: syslog === undefined ? usualSeverity(number as number) : checkSeverity(name, syslog),
  };
  for (const other of OWN_LEVELS.list) checkDistinct(level, other);
  if (!OWN_LEVELS.byName.has(name.toLowerCase()) && isTaken(name)) {
    throw invalidName(name, "loggers have another member of that name");
  }
  return level;
}

function optionsOf(
  name: string,
  definition: unknown,
): Readonly<Partial<Record<keyof LevelDefinition, unknown>>> {
  if (typeof definition === "number") return { number: definition };
  if (!isFields(definition)) {
    throw invalid(
      `invalid definition ${show(definition)} of the level ${show(name)} (expected a number from 1 to ${MAX_LEVEL}, or an object with one)`,
    );
  }
  const options = ownOptions<Record<string, unknown>>(definition);
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option as "number"));
  if (unknown !== undefined) {
    const meant = nearest(unknown, OPTIONS);
    throw invalid(
      `unknown option ${show(unknown)} of the level ${show(name)} (expected ${OPTIONS.join(", ")})${question(meant)}`,
    );
  }
  return options;
}

function checkName(name: string): void {
  if (isLevel(name.toLowerCase())) throw invalidName(name, "every program has this level");
  if (levelNumber(name) !== undefined && !OWN_LEVELS.byName.has(name.toLowerCase())) {
    throw invalidName(name, "in a filter it is no level");
  }
  if (!NAME.test(name) || name.length > LONGEST_NAME) {
    throw invalidName(
      name,
      `expected a letter, then up to ${LONGEST_NAME - 1} letters, digits or _`,
    );
  }
}

function checkNumber(name: string, number: unknown): number {
  const isInRange = Number.isInteger(number) && Number(number) >= 1 && Number(number) <= MAX_LEVEL;
  if (!isInRange) {
    throw invalid(
      `invalid number ${show(number)} of the level ${show(name)} (expected a whole number from 1 to ${MAX_LEVEL})`,
    );
  }
  const six = levelOf(number as number);
  if (isLevel(six) && LEVELS[six] === number) {
    throw invalid(
      `invalid number ${number} of the level ${show(name)}: it is that of ${show(six)}`,
    );
  }
  return number as number;
}

function checkColors(name: string, color: unknown): readonly LevelColor[] {
  const colors: readonly unknown[] = Array.isArray(color) ? color : [color];
  const names = Object.keys(inspect.colors);
  const wrong = colors.find((one) => typeof one !== "string" || !names.includes(one));
  if (wrong !== undefined || colors.includes(undefined)) {
    const meant = typeof wrong === "string" ? nearest(wrong, names) : undefined;
    throw invalid(
      `invalid color ${show(wrong)} of the level ${show(name)} (expected a name of util.styleText such as "cyan" or "bgRed")${question(meant)}`,
    );
  }
  return colors as readonly LevelColor[];
}

function checkSeverity(name: string, severity: unknown): number {
  if (typeof severity === "string" && Object.hasOwn(SYSLOG_SEVERITIES, severity)) {
    return SYSLOG_SEVERITIES[severity as SyslogSeverity];
  }
  const keywords = Object.keys(SYSLOG_SEVERITIES);
  const word = typeof severity === "string" ? severity.toLowerCase() : "";
  const meant = keywords.includes(word)
    ? word
    : (keywords[severity as number] ??
      (Object.hasOwn(SEVERITIES_MEANT, word) ? SEVERITIES_MEANT[word] : nearest(word, keywords)));
  throw invalid(
    `invalid syslog severity ${show(severity)} of the level ${show(name)} (expected ${keywords.join(", ")})${question(meant)}`,
  );
}

/** Throws if two levels that differ have the same name or number. */
function checkDistinct(level: DefinedLevel, other: DefinedLevel): void {
  const [name, otherName] = [level.name, other.name];
  if (name.toLowerCase() !== otherName.toLowerCase()) {
    if (level.number !== other.number) return;
    throw invalid(
      `invalid number ${level.number} of the level ${show(name)}: it is that of ${show(otherName)}`,
    );
  }
  const [own, others] = [described(level), described(other)];
  if (own !== others) {
    throw invalid(`the level ${show(name)} is defined already, as ${others} (now ${own})`);
  }
}

function described({ name, number, color, severity }: DefinedLevel): string {
  const syslog = Object.keys(SYSLOG_SEVERITIES)[severity];
  return `${name}: ${JSON.stringify({ number, color, syslog })}`;
}

function nearest(word: string, names: readonly string[]): string | undefined {
  const errors = (name: string) => typingErrors(word.toLowerCase(), name.toLowerCase());
  const [best] = [...names].sort((a, b) => errors(a) - errors(b));
  return best !== undefined && errors(best) <= 2 ? best : undefined;
}

function question(meant: string | undefined): string {
  return meant === undefined ? "" : `; did you mean ${show(meant)}?`;
}

function invalidName(name: string, why: string): FastlogError {
  return invalid(`invalid name ${show(name)} of a level: ${why}`);
}

function invalid(message: string): FastlogError {
  return new FastlogError("ERR_FASTLOG_INVALID_LEVEL", message);
}
