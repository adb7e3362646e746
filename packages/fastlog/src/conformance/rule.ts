/** One promise of a contract, and how to find out whether it is kept. */
export interface Rule {
  /** The promise, as a sentence about what is checked: `delivers whole records in order`. */
  readonly name: string;
  /** Resolves if it is kept; else rejects with an Error that has the name, and what was seen. */
  readonly check: () => Promise<void>;
}

/** What was seen where a rule is not kept: a lower-case fragment. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** A rule whose check says what it sees by throwing. */
export function rule(name: string, check: () => Promise<void>): Rule {
  return {
    name,
    check: async () => {
      try {
        await check();
      } catch (error) {
        throw new Error(`${name}: ${textOf(error)}`, { cause: error });
      }
    },
  };
}

/** Throws what was seen unless something is so. */
export function expectThat(isSo: boolean, seen: string): asserts isSo {
  if (!isSo) throw new Violation(seen);
}

/**
 * Checks rules one after another, for those who have no test runner at hand. Rejects with an AggregateError whose
 * message lists all that are not kept.
 */
export async function checkRules(rules: readonly Rule[]): Promise<void> {
  const broken: Error[] = [];
  for (const { check } of rules) {
    try {
      await check();
    } catch (error) {
      broken.push(error as Error);
    }
  }
  if (broken.length === 0) return;
  const list = broken.map(({ message }) => `- ${message}`).join("\n");
  throw new AggregateError(
    broken,
    `${broken.length} of ${rules.length} rules are broken:\n${list}`,
  );
}

/** What was thrown, as a text: anything may be. */
export function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return String(thrown);
  } catch {
    return typeof thrown;
  }
}

/** A text as it stands in a message: quoted, and not long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

/** How what was received differs from what was expected: at the first line that does. */
export function difference(expected: string, received: string): string {
  const [wanted, found] = [expected.split("\n"), received.split("\n")];
  const at = wanted.findIndex((line, i) => line !== found[i]);
  const [line, other] = [wanted[at] ?? "", found[at] ?? ""];
  const counts = `${found.length - 1} lines arrived, expected ${wanted.length - 1}`;
  if (at === -1)
    return `${counts}: nothing is missing, and ${quoted(found[wanted.length - 1] ?? "")} follows`;
  return `${counts}; line ${at + 1} is ${quoted(other)}, expected ${quoted(line)}`;
}
