import { typingErrors } from "../diagnostics/suggest.ts";
import { UsageError } from "./usage-error.ts";

/** An option of a command. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** Name of its value in the help; without one it is a switch. */
  readonly value?: string;
  /** It can be given several times. */
  readonly isList?: boolean;
  /** A word in place of its value, if it is given without one: `--color` means `--color=always`. */
  readonly bare?: string;
  readonly help: string;
}

/** The options of a command line, and its other arguments. */
export interface Arguments {
  readonly files: readonly string[];
  flag(name: string): boolean;
  /** The value of an option that was given last. */
  value(name: string): string | undefined;
  values(name: string): readonly string[];
}

/**
 * Reads a command line.
 *
 * @throws UsageError for an unknown option, with the one that was probably meant, and for a value that is missing or not
 *   expected.
 */
export function parseArguments(argv: readonly string[], specs: readonly OptionSpec[]): Arguments {
  const { parseArgs } = process.getBuiltinModule("node:util");
  const options = Object.fromEntries(
    specs.map(({ name, short, value, bare }) => [
      name,
      {
        type:
          value === undefined || bare !== undefined ? ("boolean" as const) : ("string" as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Map<string, string[]>();
  const files: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") files.push(token.value);
    if (token.kind !== "option") continue;
    const spec = specs.find(({ name }) => name === token.name);
    if (spec === undefined) throw unknownOption(token.rawName, specs);
    const values = given.get(spec.name) ?? [];
    values.push(givenValue(spec, token.rawName, token.value));
    given.set(spec.name, values);
  }
  return {
    files,
    flag: (name) => given.has(name),
    value: (name) => given.get(name)?.at(-1),
    values: (name) => given.get(name) ?? [],
  };
}

function givenValue(spec: OptionSpec, written: string, value: string | undefined): string {
  if (spec.value === undefined) {
    if (value === undefined) return "";
    throw new UsageError(`${written} takes no value, but has ${JSON.stringify(value)}`);
  }
  if (value === undefined && spec.bare !== undefined) return spec.bare;
  if (value === undefined)
    throw new UsageError(`${written} needs a value: ${written}=${spec.value}`);
  return value;
}

function unknownOption(written: string, specs: readonly OptionSpec[]): UsageError {
  const names = specs.map(({ name }) => `--${name}`);
  const meant = nearest(written, names);
  const advice = meant === undefined ? " (--help lists all options)" : `; did you mean ${meant}?`;
  return new UsageError(`unknown option ${written}${advice}`);
}

/** The name that differs from a word by at most two typing errors, or that it begins. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length > 64) return undefined;
  const limit = word.length < 4 ? 1 : 2;
  const ranked = names
    .map((name) => ({ name, errors: typingErrors(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.errors - b.errors);
  const [best] = ranked;
  if (best !== undefined && best.errors <= limit) return best.name;
  const completed = names.filter((name) => word.length > 3 && name.startsWith(word));
  return completed.length === 1 ? completed[0] : undefined;
}
